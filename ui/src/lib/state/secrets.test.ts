import { expect, test } from 'vitest';
import type { Backend } from '../ipc';
import { words } from '../words';
import { Secrets } from './secrets.svelte';

const refusal = { code: 'invalidInput' as const, message: 'Too short.', field: 'passphrase', retryAt: null };

function secrets(answer: 'ok' | 'refused') {
  const asked: string[] = [];
  const keepInFile = async (passphrase: string) => {
    asked.push(passphrase);
    return answer === 'ok' ? { status: 'ok', data: null } : { status: 'error', error: refusal };
  };
  return { asked, state: new Secrets({ commands: { keepInFile } } as unknown as Backend) };
}

test('two passphrases that differ go nowhere', async () => {
  const { asked, state } = secrets('ok');
  state.offer();
  expect(await state.keep('lantern gravel otter', 'lantern gravel')).toBe(false);
  expect(asked, 'the engine is not asked').toEqual([]);
  expect(state.refusalOf('again'), 'the second field is named').toBe(words.secrets.differ);
  expect(state.offered, 'the form stays').toBe(true);
});

test('a file that was made closes the form', async () => {
  const { asked, state } = secrets('ok');
  state.offer();
  expect(await state.keep('lantern gravel otter', 'lantern gravel otter')).toBe(true);
  expect(asked).toEqual(['lantern gravel otter']);
  expect(state.offered, 'there is nothing more to do').toBe(false);
});

test('a refusal stands under its field until the form is put away', async () => {
  const { state } = secrets('refused');
  state.offer();
  expect(await state.keep('short', 'short')).toBe(false);
  expect(state.refusalOf('passphrase')).toBe('Too short.');
  expect(state.refusalOf(null), 'and nowhere else').toBeNull();
  state.withdraw();
  expect(state.refusalOf('passphrase'), 'the next time begins anew').toBeNull();
});
