/**
 * Every sentence and label of the window, by topic, so that another language is another such object. What the engine
 * says (banners, refusals, the connection) comes as words already and is not here.
 */
import { calls } from './calls';
import { contacts } from './contacts';
import { database, door } from './database';
import { dialer } from './dialer';
import { find } from './find';
import { incoming, lampWords, phases, phone } from './incoming';
import { empty, notes, session } from './session';
import { settings } from './settings';
import { banners, health, person, rail, sheet, strip } from './shell';
import { credentials, modeMeaning, modes, secrets, signIn } from './signIn';

export const words = {
  engineSilent: 'Ringside did not answer. Try again; if that does not help, quit and start Ringside again.',
  starting: 'Starting',
  cannotStart: 'Ringside could not read its data',
  tryAgain: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  undo: 'Undo',
  more: (n: number) => `+${n}`,
  separator: '·',
  unknownCaller: 'Unknown caller',
  noNumber: 'No number',

  banners,
  calls,
  contacts,
  credentials,
  database,
  dialer,
  door,
  empty,
  find,
  health,
  incoming,
  lampWords,
  modeMeaning,
  modes,
  notes,
  person,
  phases,
  phone,
  rail,
  secrets,
  session,
  settings,
  sheet,
  signIn,
  strip,
} as const;
