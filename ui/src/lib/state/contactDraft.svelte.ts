/**
 * What is being entered about a contact. In: the record it begins with, and what the engine refuses. Out: the form.
 * Where the contact was changed elsewhere meanwhile, each field also knows what stands there now.
 */
import type { AppError, ContactForm, ContactRecord, NumberKind } from '../ipc';

export const TEXTS = ['firstName', 'lastName', 'company', 'jobTitle', 'email', 'notes'] as const;
export type TextField = (typeof TEXTS)[number];
/** The places for numbers, as the form shows them; the first four always. */
export const KINDS: NumberKind[] = [
  'mobile',
  'business',
  'home',
  'other',
  'business2',
  'home2',
  'company',
  'assistant',
  'car',
  'callback',
];
const ALWAYS = 4;

export class ContactDraft {
  /** Whom it changes; null for a new contact. */
  readonly id: string | null;
  version = '';
  texts = $state<Record<TextField, string>>(blank());
  numbers = $state<Record<NumberKind, string>>(noNumbers());
  /** All places for numbers are shown. */
  all = $state(false);
  saving = $state(false);
  error = $state.raw<AppError | null>(null);
  /** What stands there now, where it was changed elsewhere. */
  now = $state.raw<ContactForm | null>(null);

  constructor(record: ContactRecord | null) {
    this.id = record?.line.id ?? null;
    this.version = record?.version ?? '';
    if (!record?.form) return;
    for (const field of TEXTS) this.texts[field] = record.form[field];
    for (const { kind, text } of record.form.numbers) this.numbers[kind] = text;
  }

  /** The places for numbers that are shown. */
  readonly kinds = $derived(
    KINDS.filter((kind, place) => this.all || place < ALWAYS || this.numbers[kind] !== ''),
  );

  get name(): string {
    const { firstName, lastName, company } = this.texts;
    return [firstName.trim(), lastName.trim()].filter(Boolean).join(' ') || company.trim();
  }

  form(): ContactForm {
    const numbers = KINDS.map((kind) => ({ kind, text: this.numbers[kind].trim() }));
    return { ...this.texts, numbers: numbers.filter(({ text }) => text !== '') };
  }

  refuse(error: AppError | null): void {
    this.error = error;
    const kind = KINDS.find((each) => field(each) === error?.field);
    if (kind && !this.kinds.includes(kind)) this.all = true;
  }

  /** What is wrong with a field. */
  refusal(name: string): string | null {
    return this.error?.field === name ? this.error.message : null;
  }

  /** What is wrong with the whole. */
  get whole(): string | null {
    if (!this.error) return null;
    const known = [...TEXTS, ...KINDS.map(field)];
    return this.error.field && known.includes(this.error.field) ? null : this.error.message;
  }

  /** It was changed elsewhere: what was entered stays, and the next save is based on what stands there now. */
  rebase(record: ContactRecord): void {
    this.version = record.version;
    this.now = record.form;
  }

  /** What stands in a field now, where that is something else than what was entered. */
  elsewhere(name: TextField | NumberKind): string | null {
    if (!this.now) return null;
    const isText = (TEXTS as readonly string[]).includes(name);
    const there = isText
      ? this.now[name as TextField]
      : (this.now.numbers.find(({ kind }) => kind === name)?.text ?? '');
    const entered = isText ? this.texts[name as TextField] : this.numbers[name as NumberKind];
    return there === entered ? null : there;
  }
}

/** The engine's name of a number's field: a company's number is not the company. */
export function field(kind: NumberKind): string {
  return kind === 'company' ? 'companyNumber' : kind;
}

function blank(): Record<TextField, string> {
  return { firstName: '', lastName: '', company: '', jobTitle: '', email: '', notes: '' };
}

function noNumbers(): Record<NumberKind, string> {
  return Object.fromEntries(KINDS.map((kind) => [kind, ''])) as Record<NumberKind, string>;
}
