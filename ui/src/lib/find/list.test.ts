import { describe, expect, it } from 'vitest';
import type { ContactLine, NumberCheck, SessionTab } from '../ipc';
import { listFor, type Command, type Group } from './list';

const command = (id: string, ...path: string[]): Command => ({ id, path, keys: null, run: () => undefined });
const tab = (session: string, title: string) => ({ session, title }) as SessionTab;
const person = (id: string) => ({ id, name: id }) as ContactLine;
const check = (shown: string, refused: string | null = null) => ({ shown, refused }) as NumberCheck;

const HERE = {
  sessions: [tab('a', 'Hollis Freight LLC'), tab('b', 'Élodie Roy')],
  commands: [
    command('live', 'Live'),
    command('calls', 'Calls'),
    command('contacts', 'Contacts'),
    command('setup', 'Company', 'Marketplace', 'RingCentral', 'Setup Information'),
    command('database', 'Company', 'Shared database'),
    command('clear', 'Tools', 'Clear RingCentral Credentials'),
  ],
};
const NOBODY = { people: [], check: null };

const ids = (groups: Group[]) => groups.flatMap((group) => group.entries.map((entry) => entry.id));
const commandsFor = (text: string) =>
  ids(listFor(text, NOBODY, HERE))
    .filter((id) => id.startsWith('commands-'))
    .map((id) => id.replace('commands-', ''));

describe('before anything is typed', () => {
  it('what is open and what can be run is there', () => {
    const groups = listFor('  ', { people: [person('p')], check: null }, HERE);
    expect(groups.map(({ kind, entries }) => [kind, entries.length])).toEqual([
      ['sessions', 2],
      ['commands', 6],
    ]);
  });
});

describe('a name', () => {
  it('finds sessions and people, sessions first, whatever accents it has', () => {
    const found = { people: [person('p1'), person('p2')], check: null };
    expect(ids(listFor('elod', found, HERE))).toEqual(['sessions-b', 'people-p1', 'people-p2']);
    expect(ids(listFor('fre hol', NOBODY, HERE)), 'in any order').toEqual(['sessions-a']);
    expect(ids(listFor('ollis', NOBODY, HERE)), 'not from the middle of a word').toEqual([]);
  });

  it('offers no number to dial', () => {
    for (const text of ['hollis 3125550177', 'x', 'ext']) {
      expect(ids(listFor(text, { people: [], check: check(text) }, HERE)), text).not.toContain('dial');
    }
  });

  it('shows so many people that commands stay in sight', () => {
    const people = Array.from({ length: 40 }, (_, n) => person(`p${n}`));
    const groups = listFor('c', { people, check: null }, HERE);
    expect(groups.map(({ kind, entries }) => [kind, entries.length])).toEqual([
      ['people', 6],
      ['commands', 5],
    ]);
  });
});

describe('a number', () => {
  const found = { people: [person('p')], check: check('+1 312 555 0177') };

  it('is offered first, as people read it', () => {
    const [first] = listFor('3125550177', found, HERE);
    expect(first?.entries).toEqual([
      { id: 'dial', kind: 'dial', text: '3125550177', shown: '+1 312 555 0177', hint: null },
    ]);
    expect(ids(listFor('3125550177', found, HERE))).toEqual(['dial', 'people-p']);
  });

  it('with its extension is still one, and so are 911 and a short one', () => {
    for (const text of ['+1 312 555 0190 ext. 22', '5550190x22', '911', '104', ' 22 ']) {
      expect(ids(listFor(text, NOBODY, HERE)), text).toEqual(['dial']);
    }
  });

  it('that is wrong says so, and can be mended in the dialer', () => {
    const wrong = { people: [], check: check('312 555', 'Four digits short.') };
    expect(listFor('312 555', wrong, HERE)[0]?.entries[0]).toMatchObject({ hint: 'Four digits short.' });
  });

  it('needs more than one digit', () => {
    expect(ids(listFor('7', NOBODY, HERE))).toEqual([]);
  });
});

describe('a command', () => {
  it('is found by its name and by where it stands in the menu', () => {
    for (const text of ['setup', 'company setup', 'marketplace ringcentral setup', 'information']) {
      expect(commandsFor(text), text).toEqual(['setup']);
    }
    expect(commandsFor('company > shared'), 'as it is written in the manual').toEqual(['database']);
  });

  it('whose own name begins so comes first', () => {
    expect(commandsFor('c')).toEqual(['calls', 'contacts', 'clear', 'setup', 'database']);
  });
});
