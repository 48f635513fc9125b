/** What is always in sight: the rail, the sessions, the connection, the person, banners, and the sheet of keys. */
import { clockTime, dayAndExactTime, dayAndTime } from '../time';
import { count } from './count';

export const rail = {
  name: 'Views',
  live: 'Live',
  calls: 'Calls',
  contacts: 'Contacts',
  settings: 'Settings',
} as const;

export const strip = {
  name: 'Your active sessions',
  more: (n: number) => `${n} more sessions`,
  said: (phase: string, minutes: number) =>
    minutes > 0 ? `, ${phase}, ${count(minutes, 'minute', 'minutes')}` : `, ${phase}`,
  ended: (at: number) => `ended ${clockTime(at)}`,
  unsaved: 'notes not saved yet',
} as const;

export const health = {
  title: 'Connection',
  since: (at: number) => `Since ${dayAndTime(at)}`,
  lastNotice: 'Last notice',
  none: 'None yet',
  nextTry: 'Next try',
  hears: 'Hears of',
  scopes: {
    company: 'All calls of the company',
    ownExtension: 'Your own calls',
    ownPresence: 'Your own calls, roughly',
  },
  tryNow: 'Try now',
  history: 'What happened',
  nothingYet: 'Nothing yet.',
  earlier: 'Show earlier',
  missed: (from: number, to: number) => `Between ${dayAndExactTime(from)} and ${dayAndExactTime(to)}`,
} as const;

export const person = {
  menu: 'You and this window',
  extension: (number: string) => `ext. ${number}`,
  signedOut: 'Not signed in',
  signOut: 'Sign out',
  theme: 'Colors',
  keys: 'Keyboard',
  quit: 'Quit Ringside',
} as const;

export const banners = {
  actions: {
    tryNow: 'Try now',
    signIn: 'Sign in',
    openSettings: 'Open settings',
    keepInFile: 'Keep it in a file',
    dismiss: 'Got it',
  },
  region: 'Troubles',
} as const;

export const sheet = {
  title: 'Keyboard',
  or: 'or',
  rows: [
    ['Ctrl K', 'find or dial, commands'],
    ['Ctrl D', 'number field of the dialer'],
    ['Ctrl I', 'incoming list'],
    ['Ctrl 1 … 4', 'Live, Calls, Contacts, Settings'],
    ['Ctrl Tab', 'next session'],
    ['Ctrl Shift Tab', 'previous session'],
    ['Alt 1 … 9', 'nth session'],
    ['Ctrl M', 'notes of the session'],
    ['Ctrl Shift E', 'end session'],
    ['Ctrl Z', 'undo, outside text'],
    ['F6', 'rail, header, main, dialer, list, banner'],
    ['Ctrl + − 0', 'zoom'],
    ['Esc', 'close the topmost'],
    ['F1', 'this sheet'],
  ] as const,
} as const;
