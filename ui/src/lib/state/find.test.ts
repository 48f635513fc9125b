import { beforeEach, expect, test, vi } from 'vitest';
import type { Backend, ContactLine } from '../ipc';
import type { Command } from '../find/list';
import { Find } from './find.svelte';

let asked: string[];
let answers: Map<string, (names: string[]) => void>;
let find: Find;

const SETTINGS: Command = { id: 'settings', path: ['Settings'], keys: null, run: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = new Map();
  const commands = {
    contacts: (text: string) => {
      asked.push(text);
      return new Promise((resolve) =>
        answers.set(text, (names) =>
          resolve({ status: 'ok', data: { contacts: names.map((id) => ({ id, name: id }) as ContactLine) } }),
        ),
      );
    },
    checkNumber: async (text: string) => ({ status: 'ok', data: { shown: text, refused: null } }),
  };
  find = new Find({ commands } as unknown as Backend, () => ({ sessions: [], commands: [SETTINGS] }));
});

async function rest() {
  await vi.advanceTimersByTimeAsync(200);
}

async function answer(text: string, ...names: string[]) {
  answers.get(text)?.(names);
  await vi.advanceTimersByTimeAsync(0);
}

const ids = () => find.entries.map((entry) => entry.id);

test('opened, it lists what can be run; closed, it has forgotten what was typed', () => {
  find.enter();
  expect([find.open, find.focusAsked, ids()]).toEqual([true, true, ['commands-settings']]);
  find.typed('s');
  find.close();
  expect([find.open, find.text, ids()]).toEqual([false, '', []]);
});

test('a burst of keys asks once, for what was typed last', async () => {
  for (const text of ['sa', 'sam', 'sam o']) find.typed(text);
  await rest();
  expect(asked).toEqual(['sam o']);
});

test('the list changes once for each text, when it is whole', async () => {
  find.enter();
  find.typed('se');
  await rest();
  expect(ids(), 'the list of before stays').toEqual(['commands-settings']);
  await answer('se', 'Seth');
  expect(ids()).toEqual(['people-Seth', 'commands-settings']);
});

test('an answer to an older text is not shown', async () => {
  find.typed('sa');
  await rest();
  find.typed('sam');
  await rest();
  await answer('sam', 'Sam');
  await answer('sa', 'Sarah');
  expect(ids()).toEqual(['people-Sam']);
});

test('the arrows go through all groups and round', async () => {
  find.typed('se');
  await rest();
  await answer('se', 'Seth');
  find.step(1);
  expect(find.reached?.id).toBe('commands-settings');
  find.step(1);
  expect(find.reached?.id, 'round').toBe('people-Seth');
  find.step(-1);
  expect(find.reached?.id).toBe('commands-settings');
});

test('Enter that comes before the answer waits for it and takes the first', async () => {
  find.typed('se');
  const entered = find.entered();
  await rest();
  await answer('se', 'Seth');
  expect((await entered)?.id, 'not the command that stood there before').toBe('people-Seth');
});

test('Enter that was followed by more keys, or by Escape, takes nothing', async () => {
  find.typed('se');
  const early = find.entered();
  find.typed('sam');
  await rest();
  await answer('sam', 'Sam');
  expect(await early).toBe(null);
  find.typed('samu');
  const late = find.entered();
  find.close();
  expect(await late).toBe(null);
});
