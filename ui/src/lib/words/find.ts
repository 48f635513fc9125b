/** Finding, and what can be run by name. Commands of the menu bar are called there as they are here. */
import type { Chosen } from '../ipc';
import type { View } from '../state/places';

/** Where an entry of the menu bar stands, and what it is called. */
const menu: Record<Exclude<Chosen, View>, readonly [string, string]> = {
  sharedDatabase: ['Company', 'Shared database'],
  getCredentials: ['Tools', 'Get RingCentral Credentials'],
  clearCredentials: ['Tools', 'Clear RingCentral Credentials'],
  keys: ['Help', 'Keys'],
};

export const find = {
  name: 'Find or dial',
  placeholder: 'Find or dial',
  placeholderWide: 'Find somebody, or dial a number',
  results: 'Found',
  groups: { dial: 'Number', sessions: 'Active sessions', people: 'People', commands: 'Commands' },
  dial: (number: string) => `Dial ${number}`,
  intoDialer: 'Puts it into the dialer',
  found: (n: number) => (n === 0 ? 'Nothing found' : n === 1 ? '1 result' : `${n} results`),
  nothing: (text: string) => `Nothing fits “${text}”`,
  nothingTeach: 'Type the beginning of a name or a command, or any part of a number.',
  menu,
  acts: {
    incoming: 'Incoming calls',
    dialer: 'Dialer',
    dialing: 'Set up dialing',
    notes: 'Notes of the session',
    endSession: 'End session',
    addContact: 'New contact',
    undo: 'Undo',
    tryNow: 'Try the connection now',
    larger: 'Larger text',
    smaller: 'Smaller text',
    usual: 'Usual text size',
    signOut: 'Sign out',
    quit: 'Quit Ringside',
  },
} as const;
