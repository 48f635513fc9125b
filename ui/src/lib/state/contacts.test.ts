import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Backend, ContactForm } from '../ipc';
import { preview } from '../ipc/preview';
import { Contacts } from './contacts.svelte';
import { Notices } from './notices.svelte';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { search: '' });
});
afterEach(() => void vi.useRealTimers());

function opened(scene = 'idle') {
  const { commands } = preview(scene);
  const notices = new Notices();
  const contacts = new Contacts({ commands } as unknown as Backend, notices);
  contacts.watch();
  return { commands, contacts, notices };
}

test('the list is asked once for what was typed last', async () => {
  const { commands, contacts } = opened();
  const asked = vi.spyOn(commands, 'contacts');
  for (const query of ['b', 'br', 'bra']) contacts.look(query);
  await vi.runAllTimersAsync();
  expect(asked.mock.calls, 'not for each letter').toEqual([['bra', null]]);
  expect(contacts.lines.map((line) => line.name)).toEqual(['Gil Brandt']);
});

test('a later page adds what is not there yet', async () => {
  const { contacts } = opened();
  await vi.runAllTimersAsync();
  const first = contacts.lines.length;
  await contacts.more();
  expect(contacts.lines.length).toBeGreaterThan(first);
  expect(new Set(contacts.lines.map((line) => line.id)).size, 'nobody twice').toBe(contacts.lines.length);
  expect(contacts.next, 'that was all').toBeNull();
});

test('a refused form keeps what was entered and says where it is wrong', async () => {
  const { contacts } = opened();
  contacts.add();
  const draft = contacts.draft;
  if (!draft) throw new Error('the form is open');
  draft.numbers.car = 'call me';
  draft.texts.lastName = 'Farrow';
  await contacts.save();
  expect(contacts.draft, 'the form is still there').toBe(draft);
  expect(draft.refusal('car'), 'under its field').toContain('not a phone number');
  expect(draft.kinds, 'which is shown').toContain('car');
  draft.numbers.car = '+13125550111';
  await contacts.save();
  expect(contacts.draft, 'saved').toBeNull();
  expect(
    contacts.lines.some((line) => line.name === 'Farrow'),
    'and in the list',
  ).toBe(true);
});

test('a change of what was changed elsewhere keeps both texts', async () => {
  const { contacts } = opened('stale');
  await vi.runAllTimersAsync();
  contacts.choose('p0');
  contacts.read('p0');
  await vi.runAllTimersAsync();
  contacts.edit();
  const draft = contacts.draft;
  if (!draft) throw new Error('the form is open');
  draft.texts.company = 'Northside & Co';
  await contacts.save();
  expect(draft.whole, 'it is told').toContain('changed elsewhere');
  expect(draft.texts.company, 'mine').toBe('Northside & Co');
  expect(draft.elsewhere('company'), 'theirs').toBe('Southside Parts');
  await contacts.save();
  expect(contacts.draft, 'the second save is based on what stands there').toBeNull();
});

test('a removed contact comes back with Undo', async () => {
  const { commands, contacts, notices } = opened();
  await vi.runAllTimersAsync();
  const answer = await commands.contact('p0');
  if (answer.status !== 'ok') throw new Error('it is there');
  await contacts.remove(answer.data);
  expect(
    contacts.lines.some((line) => line.id === 'p0'),
    'gone',
  ).toBe(false);
  notices.undo();
  await vi.runAllTimersAsync();
  expect(
    contacts.lines.some((line) => line.id === 'p0'),
    'back',
  ).toBe(true);
});

test('an unchanged form is what it began with', async () => {
  const { commands, contacts } = opened();
  const answer = await commands.contact('p4');
  if (answer.status !== 'ok') throw new Error('it is there');
  contacts.record = answer.data;
  contacts.edit();
  const form = contacts.draft?.form() as ContactForm;
  const sorted = (numbers: ContactForm['numbers']) =>
    [...numbers].sort((a, b) => a.kind.localeCompare(b.kind));
  const before = answer.data.form as ContactForm;
  expect({ ...form, numbers: sorted(form.numbers) }).toEqual({ ...before, numbers: sorted(before.numbers) });
});
