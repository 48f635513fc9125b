/** The shared database, and the door that is shown while it cannot be opened. */
import { clockTime } from '../time';
import { count } from './count';

export const database = {
  title: 'Shared database',
  teach:
    'Several desks work on one PostgreSQL database: claims, notes, calls and customers. Each dispatcher logs in with a login of their own, and nobody sees another’s sessions.',
  administratorsOnly:
    'Where the company’s data is kept is an administrator’s to choose. Ask the administrator of your Ringside.',
  thisDesk: 'This desk',
  inOwnFile: 'In this desk’s own file.',
  inOwnFileMeaning: 'Nobody else works on it.',
  inShared: 'In the shared database.',
  willBeShared: 'From the next start on, this desk works in the shared database.',
  willBeOwnFile: 'From the next start on, this desk works in its own file.',
  restart: 'Restart Ringside',
  leave: 'Use own file',
  address: 'Address',
  addressHint: 'The login that was made for you, its server and the database. No password here.',
  password: 'Password',
  passwordHint: 'Kept in your system’s keychain, or in the encrypted file you agreed to.',
  moveIn: 'Move this desk’s calls, notes and customers over',
  test: 'Test',
  use: 'Use this database',
  moving: (done: number, of: number) => `Moving: ${done} of ${of} rows`,
  moved: (arrived: number) =>
    arrived > 0
      ? `${count(arrived, 'row', 'rows')} moved and counted. This desk’s own file stays as it is.`
      : 'Nothing was moved.',
  stayed: (n: number) => `${count(n, 'row', 'rows')} of other people at this desk stay in its file.`,
  what: 'What',
  arrived: 'Moved',
  stays: 'Stays',
  owner: 'Prepare the database',
  ownerTeach:
    'Once per version, with a login that owns the database. The address and password entered here are not kept.',
  ownerAddress: 'Owner’s address',
  ownerPassword: 'Owner’s password',
  prepare: 'Prepare or update',
  logins: 'Logins',
  noLogins: 'Nobody can log in from here yet. Logins are listed once this desk works in the shared database.',
  noLogin: 'no login',
  add: 'Add a dispatcher',
  name: 'Name',
  login: 'Login',
  loginHint: 'Small letters, digits and underscores.',
  role: 'May',
  roles: { dispatcher: 'Take calls', administrator: 'Administer Ringside' },
  makeLogin: 'Make login',
  withdraw: 'Withdraw',
  madeFor: (login: string) => `${login} can log in now. Give this to the person:`,
  scriptFor: (login: string) =>
    `You may not make logins on this server. ${login} is made by its administrator.`,
  once: 'The password is shown this once. Ringside does not keep it.',
  script: 'Let whoever administers the server run this. It holds no password.',
  withdrawScript: 'You may not withdraw logins on this server. Let whoever administers it run this.',
  duties: 'What one desk does for all',
  doneBy: (name: string, since: number) => `${name}, since ${clockTime(since)}`,
  copyAddress: 'Copy address',
  copyPassword: 'Copy password',
  copyScript: 'Copy',
} as const;

export const door = {
  title: 'Not at work yet',
  lockedTitle: 'Unlock this desk',
  again: 'Ringside tries again every few seconds and starts by itself once the database answers.',
  waits: (number: string) => `A number waits: ${number}. It will be in the dialer.`,
  startOverMeans:
    'Without the passphrase nobody can open the file. Start over: the file is removed, you enter the database’s password again, and you sign in to RingCentral again. Calls, sessions and notes stay.',
  passwordOf: (login: string) => `Password of ${login}`,
  passwordHint: 'Forgotten? Whoever made the login can give you another one.',
  enter: 'Go to work',
  opening: 'Opening',
  ownFile: 'Use this desk’s own file',
  ownFileMeaning:
    'With its own file this desk can sign in and take calls. Colleagues do not see its claims, and the shared data stays where it is.',
} as const;
