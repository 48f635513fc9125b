/** The dialer of the preview: each state of an attempt by `?dial=<state>`, and commands that play one along. */
import type { Answer, Commands, Push } from '../index';
import type {
  AttemptState,
  AttemptView,
  CautionView,
  DialedLine,
  DialerView,
  EndKind,
  MyPhone,
  NextStep,
} from '../bindings';
import { HEBREW, LONG_NAME, NOW } from './people';

const MINUTE = 60_000;

const desk: MyPhone = { key: 'd', kind: 'device', label: 'Desk phone, ext. 104', number: '', there: true };
const phones: MyPhone[] = [
  desk,
  { key: 'm', kind: 'forwarding', label: 'Mobile', number: '+1 312 555 0142', there: true },
  { key: 'e', kind: 'extension', label: 'Whatever rings at ext. 104', number: '104', there: true },
];

function dialed(
  id: string,
  name: string,
  number: string,
  ago: number,
  outcome: string,
  notes = '',
): DialedLine {
  const talked = /^\d/.test(outcome);
  return {
    dialed: id,
    call: null,
    name,
    number,
    text: number,
    at: NOW - ago * MINUTE,
    outcome,
    talked,
    byHand: id === 'r5',
    notes,
  };
}

const recent: DialedLine[] = [
  dialed('r1', LONG_NAME, '+1 630 555 0123', 12, '02:41', 'Wants a visit before noon.'),
  dialed('r2', '+1 773 555 0142', '+1 773 555 0142', 31, 'not placed'),
  dialed('r3', HEBREW, '+1 708 555 0148', 44, '06:12'),
  dialed('r4', 'Tom’s Bakery & Sons', '+1 312 555 0166', 58, 'busy'),
  dialed('r5', 'Ingrid Holmgren', '+1 415 555 0138', 71, 'written down'),
];

function ended(how: EndKind, next: NextStep): AttemptState {
  return { kind: 'ended', how, talkedMs: 0, at: NOW, next };
}

function attempt(
  state: AttemptState,
  title: string,
  line: string,
  part: Partial<AttemptView> = {},
): AttemptView {
  return {
    dialed: 'now',
    call: null,
    name: 'Hollis Freight LLC',
    number: '+1 312 555 0177',
    text: '+1 312 555 0177',
    phone: 'Your desk phone',
    state,
    title,
    line,
    digits: null,
    notice: null,
    ...part,
  };
}

const NOTE = 'Please turn on international calls for Nadia Deller, ext. 104.';
const CONNECTED: AttemptState = { kind: 'connected', since: NOW - 42_000 };

const ATTEMPTS: Record<string, AttemptView> = {
  asking: attempt({ kind: 'asking' }, 'One moment', 'RingCentral is asked to ring your desk phone.'),
  ringingMe: attempt({ kind: 'ringingMe' }, 'Your desk phone is ringing', 'Answer it to go on.'),
  pressOne: attempt({ kind: 'pressOne' }, 'Press 1 to place the call', 'On your phone, not here.'),
  calling: attempt({ kind: 'calling', since: NOW - 8000 }, 'Calling +1 312 555 0177', ''),
  callingDigits: attempt({ kind: 'calling', since: NOW - 8000 }, 'Calling +1 312 555 0177', '', {
    digits: '407#',
  }),
  connected: attempt(CONNECTED, 'Connected', ''),
  digits: attempt(CONNECTED, 'Connected', '', { digits: '407#' }),
  notice: attempt(CONNECTED, 'Connected', '', {
    notice: 'RingCentral did not end the call. Hang up on your phone.',
  }),
  hangingUp: attempt({ kind: 'hangingUp' }, 'Ending the call', ''),
  over: attempt(ended('over', { kind: 'again' }), 'Ended: they hung up', 'Talked 02:41.'),
  busy: attempt(
    ended('otherSide', { kind: 'again' }),
    'The line is busy',
    'A new try rings your phone first.',
  ),
  unanswered: attempt(
    ended('mySide', { kind: 'againOrOtherPhone' }),
    'Your desk phone was not answered',
    'They were not called.',
  ),
  refused: attempt(
    ended('notPlaced', { kind: 'copyNote', note: NOTE }),
    'International calls are off for you',
    'Ask your RingCentral admin to turn them on for ext. 104.',
    { name: 'Sofia Lindqvist, Malmö' },
  ),
  checking: attempt(
    { kind: 'checking' },
    'Unknown, checking',
    'The connection dropped. We look the call up and do not dial twice.',
  ),
  unknown: attempt(
    ended('unknown', { kind: 'correctNumber' }),
    'Nobody knows whether it was placed',
    'Look at your phone before you dial again.',
    { name: LONG_NAME },
  ),
};

const caution = (kind: CautionView['kind'], title: string, line: string, call: string | null = null) => ({
  kind,
  title,
  line,
  call,
  mayGoOn: true,
});
/** Which caution a number brings, by how it begins. */
const CAUTIONS: [string, CautionView][] = [
  [
    '911',
    caution(
      'emergency',
      'Use a phone for 911',
      'Calls from here can send help to the wrong address. Dial 911 on your desk phone.',
    ),
  ],
  ['+1 808', caution('outsideHours', '06:45 where they are', 'Their number is in Honolulu, Hawaii time.')],
  ['+1 630', caution('dialedRecently', 'Tom Okafor called them 3 min ago', 'They talked 00:12.', 'past-1')],
  [
    '+1 708',
    caution('doNotContact', 'Do not contact', 'Lena Fischer marked this number: asked not to be called.'),
  ],
];

export function dialerOf(dial: string | null, signedIn: boolean): DialerView {
  const gone = dial === 'vanished';
  return {
    revision: 1,
    readiness:
      !signedIn || dial === 'signedOut'
        ? { kind: 'signedOut' }
        : dial === 'blocked'
          ? { kind: 'blocked', why: 'The app registration lacks RingOut. Your RingCentral admin can add it.' }
          : { kind: 'ready' },
    phones: signedIn ? phones.map((phone) => ({ ...phone, there: !gone || phone !== desk })) : [],
    callerIds: signedIn
      ? [
          { key: '', label: 'Main number', number: '+1 312 555 0100' },
          { key: '+13125550104', label: 'Direct number', number: '+1 312 555 0104' },
        ]
      : [],
    choices: { phone: 'd', callerId: '', pressOne: true, combineExtensions: false },
    phone: signedIn ? { ...desk, there: !gone } : null,
    attempt: (dial && ATTEMPTS[dial]) || null,
    recent: dial === 'none' ? [] : recent,
  };
}

type DialCommands = Pick<
  Commands,
  | 'dial'
  | 'hangUp'
  | 'closeAttempt'
  | 'checkNumber'
  | 'chooseDialing'
  | 'findPhones'
  | 'noteDialed'
  | 'logCall'
  | 'markDoNotContact'
  | 'allowContact'
  | 'handOff'
>;

/** Commands that act on the shown dialer like the engine would, one step of a call each few seconds. */
export function dialCommands(shown: { dialer: DialerView }, hear: (push: Push) => void): DialCommands {
  const ok = async <T>(data: T): Promise<Answer<T>> => ({ status: 'ok', data });
  const set = (part: Partial<DialerView>) => {
    shown.dialer = { ...shown.dialer, ...part, revision: shown.dialer.revision + 1 };
    hear({ kind: 'dialer', value: shown.dialer });
    return ok(null);
  };
  const step = (name: string, number: string, who: string) => {
    const like = ATTEMPTS[name];
    if (like) void set({ attempt: { ...like, number, text: number, name: who } });
  };
  return {
    dial: (form: Parameters<Commands['dial']>[0]) => {
      const found = CAUTIONS.find(([begin]) => form.text.startsWith(begin))?.[1];
      if (found && !form.confirmed.includes(found.kind))
        return ok({ kind: 'asks' as const, cautions: [found] });
      ['ringingMe', 'pressOne', 'calling', 'connected'].forEach((name, place) =>
        setTimeout(() => step(name, form.text, form.name ?? form.text), place * 2500),
      );
      return ok({ kind: 'started' as const, dialed: 'now' });
    },
    hangUp: async () => {
      step('over', shown.dialer.attempt?.number ?? '', shown.dialer.attempt?.name ?? '');
      return ok(null);
    },
    closeAttempt: () => set({ attempt: null }),
    checkNumber: (text: string) => {
      const digits = text.replace(/\D/g, '');
      const short = digits.length === 8 ? 'Two digits short for a US number.' : null;
      const shownAs = text.replace(/^(\d{3})(\d{3})(\d{1,4})$/, '$1 $2 $3');
      return ok({ shown: shownAs, number: null, refused: short, way: null, hint: null });
    },
    chooseDialing: (choices: DialerView['choices']) =>
      set({ choices, phone: phones.find((phone) => phone.key === choices.phone) ?? null }),
    findPhones: () => set({}),
    noteDialed: (row: string, notes: string) =>
      set({
        recent: shown.dialer.recent.map((line) => (line.dialed === row ? { ...line, notes } : line)),
      }),
    logCall: (note: Parameters<Commands['logCall']>[0]) => {
      const line = dialed(`log-${note.text}`, note.name ?? note.text, note.text, 0, '');
      void set({ recent: [{ ...line, byHand: true, notes: note.notes }, ...shown.dialer.recent] });
      return ok(line.dialed);
    },
    markDoNotContact: () => ok(null),
    allowContact: () => ok(null),
    handOff: () => ok({ kind: 'started' as const, dialed: 'now' }),
  };
}
