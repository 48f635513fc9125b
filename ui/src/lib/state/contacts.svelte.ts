/**
 * Whom one can call: the list as far as it was read for what is looked for, the record that is open, and the form that
 * is being filled in. In: pages and records of the engine, and word that contacts changed. Out: what the view shows.
 */
import type { Backend, ContactLine, ContactRecord, ContactsSync } from '../ipc';
import { words } from '../words';
import { ContactDraft } from './contactDraft.svelte';
import type { Notices } from './notices.svelte';

/** Nobody waits for a letter, and not every letter asks. */
const TYPED_MS = 80;
const REFETCH_MS = 300;

export class Contacts {
  query = $state('');
  lines = $state.raw<ContactLine[]>([]);
  /** Where the next page begins; null at the end, undefined before the first page. */
  next = $state<string | null | undefined>(undefined);
  loading = $state(false);
  trouble = $state<string | null>(null);
  sync = $state.raw<ContactsSync>({ state: 'signedOut', sentence: '', canEdit: false });
  /** The contact whose record is open. */
  chosen = $state<string | null>(null);
  record = $state.raw<ContactRecord | null>(null);
  /** What is being entered, for a new contact or a changed one. */
  draft = $state<ContactDraft | null>(null);
  #backend: Backend;
  #notices: Notices;
  #asked = 0;
  /** What the lines were read for. */
  #shownQuery = '';
  #reading: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  /** The view is on the screen until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    void this.#readAgain();
    return () => (this.#watched = false);
  }

  touched(): void {
    if (this.#watched) this.#soon(REFETCH_MS);
  }

  /** Looks for somebody else: the record follows what is found. */
  look(query: string): void {
    this.query = query;
    if (!this.draft) this.chosen = null;
    this.#soon(TYPED_MS);
  }

  async more(): Promise<void> {
    if (this.loading || !this.next) return;
    this.loading = true;
    const asked = this.#asked;
    const answer = await this.#backend.commands.contacts(this.query, this.next);
    this.loading = false;
    if (asked !== this.#asked) return;
    if (answer.status === 'error') {
      this.trouble = answer.error.message;
      return;
    }
    const known = new Set(this.lines.map((line) => line.id));
    this.lines = [...this.lines, ...answer.data.contacts.filter((line) => !known.has(line.id))];
    this.next = answer.data.next;
  }

  /** Opens a record, or closes it. A form that is being filled in stays until it is saved or given up. */
  choose(id: string | null): void {
    if (id !== this.chosen) this.draft = null;
    this.chosen = id;
  }

  /** Fetches everything about the contact whose record is shown. */
  read(id: string | null): void {
    this.#reading = id;
    if (this.record?.line.id !== id) this.record = null;
    if (id) void this.#readRecord(id);
  }

  add(): void {
    this.draft = new ContactDraft(null);
  }

  edit(): void {
    if (this.record?.form) this.draft = new ContactDraft(this.record);
  }

  /** Saves the form; what is refused stands under its field, and nothing that was entered is lost. */
  async save(): Promise<void> {
    const { draft } = this;
    if (!draft || draft.saving) return;
    draft.saving = true;
    draft.refuse(null);
    const { commands } = this.#backend;
    const answer = draft.id
      ? await commands.changeContact(draft.id, draft.version, draft.form())
      : await commands.addContact(draft.form());
    draft.saving = false;
    if (answer.status === 'error') {
      draft.refuse(answer.error);
      if (draft.id && answer.error.code === 'staleContact') await this.#showWhatIsThere(draft);
      return;
    }
    if (this.draft === draft) this.draft = null;
    const id = typeof answer.data === 'string' ? answer.data : answer.data.line.id;
    this.#notices.say(draft.id ? words.contacts.saved(draft.name) : words.contacts.added(draft.name));
    this.chosen = id;
    await this.#readAgain();
  }

  async remove(record: ContactRecord): Promise<void> {
    const { id, name } = record.line;
    const answer = await this.#backend.commands.removeContact(id);
    if (answer.status === 'error') {
      this.#notices.say(answer.error.message);
      return;
    }
    if (this.chosen === id) this.chosen = null;
    this.#notices.say(words.contacts.removed(name), () => void this.#putBack(id));
    await this.#readAgain();
  }

  async syncNow(): Promise<void> {
    const answer = await this.#backend.commands.syncContactsNow();
    if (answer.status === 'error') this.#notices.say(answer.error.message);
  }

  async #putBack(id: string): Promise<void> {
    const answer = await this.#backend.commands.putContactBack(id);
    if (answer.status === 'error') {
      this.#notices.say(answer.error.message);
      return;
    }
    this.chosen = answer.data;
    await this.#readAgain();
  }

  async #showWhatIsThere(draft: ContactDraft): Promise<void> {
    const answer = await this.#backend.commands.contact(draft.id as string);
    if (answer.status === 'ok') draft.rebase(answer.data);
  }

  #soon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#readAgain(), ms);
  }

  /** Reads the list again, as far as it was read before for the same query. */
  async #readAgain(): Promise<void> {
    clearTimeout(this.#timer);
    const [asked, query] = [++this.#asked, this.query];
    const wanted = query === this.#shownQuery ? this.lines.length : 0;
    const lines: ContactLine[] = [];
    let next: string | null = null;
    do {
      const answer = await this.#backend.commands.contacts(query, next);
      // What was typed meanwhile is asked for by itself.
      if (asked !== this.#asked) return;
      if (answer.status === 'error') {
        this.trouble = answer.error.message;
        return;
      }
      this.sync = answer.data.sync;
      lines.push(...answer.data.contacts);
      next = answer.data.next;
    } while (next !== null && lines.length < wanted);
    this.trouble = null;
    [this.lines, this.next, this.#shownQuery] = [lines, next, query];
    if (this.#reading) await this.#readRecord(this.#reading);
  }

  async #readRecord(id: string): Promise<void> {
    const answer = await this.#backend.commands.contact(id);
    if (this.#reading !== id) return;
    this.record = answer.status === 'ok' ? answer.data : null;
  }
}
