import { beforeEach, expect, test, vi } from 'vitest';
import type { Backend, SessionTab } from '../ipc';
import { App } from '../state/app.svelte';
import { commandsOf } from './commands';

let app: App;

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('window', { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
  app = new App({ commands: {} } as Backend);
});

const ids = () => commandsOf(app).map((command) => command.id);

test('every place of the rail has its key', () => {
  const places = commandsOf(app).slice(0, 4);
  expect(places.map(({ id, keys }) => [id, keys])).toEqual([
    ['live', 'Ctrl 1'],
    ['calls', 'Ctrl 2'],
    ['contacts', 'Ctrl 3'],
    ['settings', 'Ctrl 4'],
  ]);
});

test('what is an administrator’s is listed for administrators only', () => {
  expect(ids()).not.toContain('sharedDatabase');
  app.desk.dispatcher = { ...app.desk.dispatcher, role: 'administrator' };
  expect(ids()).toContain('sharedDatabase');
  const command = commandsOf(app).find(({ id }) => id === 'sharedDatabase');
  expect(command?.path, 'with where it stands in the menu').toEqual(['Company', 'Shared database']);
});

test('credentials are got and cleared only while the integration is on, as in the menu bar', () => {
  expect(ids()).not.toContain('clearCredentials');
  app.signIn.setup = { ...app.signIn.setup, clientId: 'Gq3' };
  expect(ids()).toEqual(expect.arrayContaining(['getCredentials', 'clearCredentials']));
});

test('what concerns a session is there while one is open, and Undo while there is something to undo', () => {
  expect(ids()).not.toEqual(expect.arrayContaining(['notes', 'endSession', 'undo']));
  app.sessions.tabs = [{ session: 's', call: 'c' } as SessionTab];
  app.sessions.chosen = 's';
  app.notices.say('Done', () => undefined);
  expect(ids()).toEqual(expect.arrayContaining(['notes', 'endSession', 'undo']));
  app.notices.close();
});
