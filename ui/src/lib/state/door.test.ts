import { expect, test } from 'vitest';
import type { Backend } from '../ipc';
import { Door } from './door.svelte';

const refusal = {
  code: 'invalidInput' as const,
  message: 'That is not it.',
  field: 'passphrase',
  retryAt: null,
};

function door(answer: 'ok' | 'refused') {
  const asked: string[] = [];
  const unlockDoor = async (passphrase: string) => {
    asked.push(passphrase);
    return answer === 'ok' ? { status: 'ok', data: null } : { status: 'error', error: refusal };
  };
  const tryDoor = async () => ({ status: 'ok', data: null });
  return { asked, state: new Door({ commands: { unlockDoor, tryDoor } } as unknown as Backend) };
}

test('a passphrase goes to the engine and stays nowhere in the page', async () => {
  const { asked, state } = door('ok');
  expect(await state.unlock('lantern gravel otter')).toBe(true);
  expect(asked).toEqual(['lantern gravel otter']);
  expect(JSON.stringify(Object.values(state)), 'nothing of it is kept').not.toContain('lantern');
});

test('a refusal stands under its field until the next try', async () => {
  const { state } = door('refused');
  expect(await state.unlock('lantern')).toBe(false);
  expect(state.refusalOf('passphrase')).toBe('That is not it.');
  expect(state.refusalOf(null), 'and nowhere else').toBeNull();
  await state.again();
  expect(state.refusalOf('passphrase'), 'the next try begins anew').toBeNull();
});
