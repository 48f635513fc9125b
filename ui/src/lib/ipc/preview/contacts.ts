/** An invented contact list that remembers what was done to it until the page is reloaded. */
import type { Answer, Commands } from '../index';
import type {
  AppError,
  ContactForm,
  ContactLine,
  ContactRecord,
  ContactsSync,
  NumberKind,
  PersonMatch,
} from '../bindings';
import { HEBREW, HOSTILE, LONG_NAME } from './people';

type Contacts = Pick<
  Commands,
  | 'contacts'
  | 'contact'
  | 'findPeople'
  | 'addContact'
  | 'changeContact'
  | 'removeContact'
  | 'putContactBack'
  | 'syncContactsNow'
>;

const LABELS: Record<NumberKind, string> = {
  business: 'Business',
  business2: 'Business 2',
  mobile: 'Mobile',
  home: 'Home',
  home2: 'Home 2',
  company: 'Company',
  assistant: 'Assistant',
  car: 'Car',
  callback: 'Callback',
  other: 'Other',
};
const PAGE = 40;

export function contactCommands(scene: string): Contacts {
  const known = new Map<string, ContactRecord>();
  const gone = new Map<string, ContactRecord>();
  if (scene !== 'empty') for (const record of records(scene)) known.set(record.line.id, record);
  let added = 0;
  const ok = async <T>(data: T): Promise<Answer<T>> => ({ status: 'ok', data });
  const no = async (
    code: AppError['code'],
    message: string,
    field: string | null = null,
  ): Promise<Answer<never>> => ({ status: 'error', error: { code, message, field, retryAt: null } });
  const found = (query: string) =>
    [...known.values()]
      .filter(({ line, company }) => {
        const text = [line.name, company, ...line.numbers.map((number) => number.text)].join(' ');
        const digits = query.replace(/\D/g, '');
        return (
          text.toLowerCase().includes(query.toLowerCase()) || (digits.length > 3 && text.includes(digits))
        );
      })
      .sort((one, other) => one.line.name.localeCompare(other.line.name));
  const keep = (form: ContactForm, id: string) => {
    const record = own(id, form);
    known.set(id, record);
    return record;
  };
  const wrong = (form: ContactForm) => {
    if (!form.firstName && !form.lastName && !form.company)
      return no('invalidInput', 'Enter a name or a company.', 'firstName');
    const number = form.numbers.find(({ text }) => !/\d{3}/.test(text));
    return number && no('invalidInput', 'That is not a phone number. Enter digits.', number.kind);
  };
  return {
    contacts: (query, after) => {
      const all = found(query).map((record) => record.line);
      const from = Number(after ?? 0);
      const next = from + PAGE < all.length ? String(from + PAGE) : null;
      return ok({ contacts: all.slice(from, from + PAGE), next, sync: SYNCS[scene] ?? SYNCED });
    },
    contact: (id) => {
      const record = known.get(id);
      return record ? ok(record) : no('notFound', 'This contact is not in the list any more.');
    },
    findPeople: (text, limit) => {
      const matches = found(text).flatMap(({ line }) =>
        line.numbers.map((number): PersonMatch => ({
          id: line.id,
          name: line.name,
          number: number.shown,
          text: number.text,
          label: number.label,
          from: line.from,
          extension: line.from === 'company' ? (line.numbers[0]?.text ?? null) : null,
          phone: line.phone,
        })),
      );
      return ok(text === '' ? [] : matches.slice(0, limit));
    },
    addContact: (form) => wrong(form) ?? ok(keep(form, `added-${added++}`).line.id),
    changeContact: (id, version, form) => {
      if (scene === 'stale' && version === 'v1') {
        const record = known.get(id) as ContactRecord;
        known.set(id, {
          ...own(id, { ...(record.form as ContactForm), company: 'Southside Parts' }),
          version: 'v2',
        });
        const message =
          'This contact was changed elsewhere meanwhile. Both texts are kept: look at it and save again.';
        return no('staleContact', message);
      }
      return wrong(form) ?? ok(keep(form, id));
    },
    removeContact: (id) => {
      const record = known.get(id);
      if (record) gone.set(id, record);
      known.delete(id);
      return ok(null);
    },
    putContactBack: (id) => {
      const record = gone.get(id);
      if (record) known.set(id, record);
      return ok(id);
    },
    syncContactsNow: () => ok(null),
  };
}

const SYNCED: ContactsSync = { state: 'synced', sentence: 'Synced 10:41', canEdit: true };
const SYNCS: Record<string, ContactsSync> = {
  empty: {
    state: 'signedOut',
    sentence: 'Sign in to RingCentral to see your contacts and the company directory.',
    canEdit: false,
  },
  refused: {
    state: 'refused',
    sentence:
      'RingCentral does not let this app read your contacts: the registered app lacks the permission ReadContacts. Whoever registered the app adds it in the developer console; then sign in again.',
    canEdit: false,
  },
};

function records(scene: string): ContactRecord[] {
  const blank = { firstName: '', lastName: '', company: '', jobTitle: '', email: '', notes: '', numbers: [] };
  const people: ContactForm[] = [
    {
      ...blank,
      firstName: 'Gil',
      lastName: 'Brandt',
      company: 'Northside Parts',
      jobTitle: 'Counter',
      email: 'gil@northsideparts.example',
      notes: 'Compressors and fan motors. Closes at five.',
      numbers: [{ kind: 'business', text: '+1 773 555 0120 ext. 22' }],
    },
    {
      ...blank,
      firstName: HEBREW.split(' ')[0] ?? '',
      lastName: HEBREW.split(' ')[1] ?? '',
      numbers: [{ kind: 'mobile', text: '+1 847 555 0119' }],
    },
    { ...blank, firstName: LONG_NAME, numbers: [{ kind: 'business', text: '+1 224 555 0160' }] },
    { ...blank, firstName: 'Ingrid', lastName: 'Sæther', email: 'ingrid@mail.example' },
    {
      ...blank,
      firstName: 'José',
      lastName: 'Núñez',
      company: 'Núñez & Hijos',
      numbers: [
        { kind: 'mobile', text: '+1 773 555 0131' },
        { kind: 'home', text: '+1 773 555 0130' },
        { kind: 'other', text: '+1 773 555 0132' },
      ],
    },
  ];
  if (scene === 'hostile')
    people.push({
      ...blank,
      firstName: HOSTILE,
      company: HOSTILE,
      notes: HOSTILE,
      numbers: [{ kind: 'mobile', text: '+1 312 555 0100' }],
    });
  const colleagues = (['Tom Okafor', 'Lena Fischer', 'Marek Nowicki', 'Sofia Lindqvist'] as const).map(
    (name, n): ContactRecord =>
      shared(`c${n}`, name, 'company', n === 0 ? 'answered' : n === 1 ? 'ringing' : null, [
        { label: 'Extension', shown: `ext. 10${n + 1}`, text: `10${n + 1}` },
        { label: 'Direct', shown: `+1 312 555 010${n + 1}`, text: `+1312555010${n + 1}` },
      ]),
  );
  const customers = ['Hollis Freight LLC', "Tom's Bakery & Sons", 'Cobalt Property Management'].map(
    (name, n): ContactRecord =>
      shared(`k${n}`, name, 'customer', null, [
        { label: 'Dana Hollis, owner', shown: `+1 312 555 017${n + 1}`, text: `+1312555017${n + 1}` },
        { label: 'Dispatch desk', shown: `+1 312 555 019${n}`, text: `+1312555019${n}` },
      ]),
  );
  const many = Array.from({ length: 60 }, (_, n) =>
    shared(`m${n}`, `Yardley Street ${String(n + 1).padStart(2, '0')}`, 'customer', null, [
      { label: 'Number', shown: `+1 630 555 01${10 + n}`, text: `+163055501${10 + n}` },
    ]),
  );
  return [...people.map((form, n) => own(`p${n}`, form)), ...colleagues, ...customers, ...many];
}

function own(id: string, form: ContactForm): ContactRecord {
  const name = [form.firstName, form.lastName].filter(Boolean).join(' ') || form.company;
  const numbers = form.numbers.map(({ kind, text }) => ({ label: LABELS[kind], shown: text, text }));
  const line: ContactLine = {
    id,
    name,
    initials: [form.firstName, form.lastName].map((part) => part.charAt(0)).join(''),
    about: form.company,
    from: 'myContacts',
    numbers,
    phone: null,
  };
  const { jobTitle: title, company, email, notes } = form;
  return { line, title, company, email, notes, version: 'v1', form, customer: null };
}

function shared(
  id: string,
  name: string,
  from: ContactLine['from'],
  phone: ContactLine['phone'],
  numbers: ContactLine['numbers'],
): ContactRecord {
  const colleague = from === 'company';
  const line: ContactLine = {
    id,
    name,
    initials: name
      .split(' ')
      .map((part) => part.charAt(0))
      .slice(0, 2)
      .join(''),
    about: colleague ? 'Dispatcher, Dispatch' : '',
    from,
    numbers,
    phone,
  };
  return {
    line,
    title: colleague ? 'Dispatcher, Dispatch' : '',
    company: colleague ? 'Hollow Creek Heating & Air' : '',
    email: colleague ? `${name.split(' ')[0]?.toLowerCase()}@example.com` : 'dispatch@hollisfreight.example',
    notes: '',
    version: 'v1',
    form: null,
    customer: null,
  };
}
