/**
 * A backend without an engine, for looking at screens while developing: `?preview=<scene>`. It answers like the
 * engine would and remembers until the page is reloaded. It is not part of the built window.
 */
import type { Answer, Backend, Commands } from '../index';
import type {
  AppError,
  ConnectionEvent,
  ConnectionTurn,
  DoorView,
  LiveView,
  Notes,
  Push,
  SecretsPlace,
  SharedDatabaseView,
  SignInState,
  Snapshot,
  Theme,
} from '../bindings';
import { contactCommands } from './contacts';
import { dialCommands, dialerOf } from './dialer';
import {
  NOW,
  customersOf,
  factsOf,
  historyLine,
  hostile,
  HOSTILE,
  incoming,
  manyTabs,
  tabs,
  unclaimed,
} from './people';

const URIS = [8021, 8022, 8023].map((port) => `http://127.0.0.1:${port}/callback`);
const PAGE = 40;
const HISTORY = 150;

export function preview(scene: string): Backend {
  const shown = snapshotOf(scene);
  let hear: (push: Push) => void = () => undefined;
  const notes = new Map<string, Notes>();
  const ended = new Map<string, LiveView['sessions'][number]>();
  const ok = async <T>(data: T): Promise<Answer<T>> => ({ status: 'ok', data });
  const no = async (
    code: AppError['code'],
    message: string,
    field: string | null = null,
  ): Promise<Answer<never>> => ({ status: 'error', error: { code, message, field, retryAt: null } });
  const desk = () => ({ dispatcher: shown.dispatcher, setup: shown.setup, settings: shown.settings });
  const setLive = (part: Partial<LiveView>) => {
    shown.live = { ...shown.live, ...part, revision: shown.live.revision + 1 };
    recount(shown.live);
    hear({ kind: 'live', value: shown.live });
  };
  const setSignIn = (state: SignInState) => {
    shown.signIn = { ...shown.signIn, state };
    hear({ kind: 'signIn', value: shown.signIn });
    return ok(null);
  };
  const keep = (secrets: SecretsPlace) => {
    shown.signIn = { ...shown.signIn, secrets };
    hear({ kind: 'signIn', value: shown.signIn });
    return ok(null);
  };
  const notesOf = (session: string): Notes =>
    notes.get(session) ?? { text: scene === 'hostile' ? HOSTILE : NOTES, revision: 1, savedAt: NOW };

  const commands: Commands = {
    snapshot: () => (scene === 'broken' ? no('store', 'The data file cannot be read.') : ok(shown)),
    configure: (form) => {
      if (form.clientId === 'wrong') {
        const message = 'That is not a client ID. It has 22 letters and digits.';
        return Promise.resolve({
          status: 'error',
          error: { code: 'invalidInput', message, field: 'clientId', retryAt: null },
        });
      }
      shown.setup = { ...shown.setup, ...form, baseUrl: form.baseUrl || shown.setup.baseUrl };
      hear({ kind: 'desk', value: desk() });
      return ok(desk());
    },
    signIn: () => setSignIn({ kind: 'inBrowser', url: LINK }),
    cancelSignIn: () => setSignIn({ kind: 'signedOut', postponed: false }),
    postponeSignIn: () => setSignIn({ kind: 'signedOut', postponed: true }),
    signOut: () => setSignIn({ kind: 'signedOut', postponed: false }),
    tryNow: () => ok(null),
    connectionHistory: () => ok({ events: scene === 'empty' ? [] : CONNECTION_EVENTS, next: null }),
    keepInFile: (passphrase) =>
      passphrase.length < 12
        ? no('invalidInput', 'Use at least 12 characters.', 'passphrase')
        : keep({ kind: 'sealedFile', open: true }),
    unlock: (passphrase) => {
      if (passphrase !== 'lantern gravel otter')
        return no(
          'invalidInput',
          'That is not the passphrase. Nothing was changed; try again.',
          'passphrase',
        );
      void keep({ kind: 'sealedFile', open: true });
      return setSignIn({ kind: 'signedIn' });
    },
    startOver: () => {
      void keep({ kind: 'keychain' });
      return setSignIn({ kind: 'signedOut', postponed: false });
    },
    moveToKeychain: () =>
      no(
        'refused',
        'This system has no keychain that can be used. Your sign-in stays in the encrypted file.',
      ),
    claim: (id) => {
      const call = shown.live.board.incoming.find((each) => each.call === id);
      if (!call) return no('alreadyClaimed', 'Tom Okafor claimed this call at 10:45.');
      const tab = {
        session: `claimed-${id}`,
        call: id,
        title: call.callerName ?? call.callerNumber ?? '',
        phase: call.endedAt === null ? ('answered' as const) : ('ended' as const),
        since: call.since,
        endedAt: call.endedAt,
      };
      const rest = shown.live.board.incoming.filter((each) => each !== call);
      setLive({ board: { ...shown.live.board, incoming: rest }, sessions: [...shown.live.sessions, tab] });
      return ok(tab.session);
    },
    openSession: (session) => {
      const tab = shown.live.sessions.find((each) => each.session === session);
      if (!tab) return no('notFound', 'This session has ended.');
      return ok({
        session,
        claimedAt: tab.since,
        call: factsOf(tab),
        notes: notesOf(session),
        customers: customersOf(scene === 'hostile' ? 'hostile' : session),
        earlier: session === 'c' ? [] : [2, 5, 8, 12, 16].map(historyLine),
      });
    },
    saveNotes: (session, text, revision) => {
      if (scene === 'stale' && revision === 1) {
        notes.set(session, { text: 'Gate code is 4071, said the driver.', revision: 2, savedAt: NOW });
        return no('staleNotes', 'The notes were changed elsewhere.');
      }
      const saved = { text, revision: revision + 1, savedAt: Date.now() };
      notes.set(session, saved);
      return ok(saved);
    },
    endSession: (session) => {
      const tab = shown.live.sessions.find((each) => each.session === session);
      if (tab) ended.set(session, tab);
      setLive({ sessions: shown.live.sessions.filter((each) => each !== tab) });
      return ok(null);
    },
    reopenSession: (session) => {
      const tab = ended.get(session);
      if (tab) setLive({ sessions: [...shown.live.sessions, tab] });
      return ok(null);
    },
    recentCalls: (after) => {
      if (scene === 'empty') return ok({ calls: [], next: null });
      const from = after === null ? 0 : Number(after);
      const calls = Array.from({ length: Math.min(PAGE, HISTORY - from) }, (_, n) => historyLine(from + n));
      return ok({ calls, next: from + PAGE < HISTORY ? String(from + PAGE) : null });
    },
    callFacts: (call) => ok({ ...factsOf(tabs[0] as (typeof tabs)[number]), call }),
    ...contactCommands(scene),
    ...dialCommands(shown, (push) => hear(push)),
    changeSettings: (settings) => {
      shown.settings = settings;
      return ok(desk());
    },
    dismissBanner: (topic) => {
      hear({ kind: 'banners', value: shown.banners.filter((banner) => banner.topic !== topic) });
      return ok(null);
    },
    sharedDatabase: () => ok(scene === 'team' ? TEAM : ALONE),
    tryDatabase: () =>
      ok({ state: 'ready', sentence: 'The database is ready, and this is Dana Reyes’s login.' }),
    prepareDatabase: () =>
      ok({ state: 'noDispatcher', sentence: 'The database is ready. Now give each dispatcher a login.' }),
    addLogin: (_owner, login) =>
      ok({
        login,
        address: `postgres://${login}@db.example.com/ringside?sslmode=verify-full`,
        password: 'k7qmw2hx9dnte4rv8abz',
        script: null,
      }),
    withdrawLogin: () => ok(null),
    useDatabase: () =>
      ok({ arrived: 1204, stayed: 0, tables: [{ what: 'calls', arrived: 1204, stayed: 0 }] }),
    leaveDatabase: () => ok(null),
    readyToClose: () => ok(null),
    quit: () => ok(null),
    restart: () => ok(null),
    door: () => ok(doorOf(scene)),
    tryDoor: () => ok(null),
    unlockDoor: () =>
      no('invalidInput', 'That is not the passphrase. Nothing was changed; try again.', 'passphrase'),
    startOverAtDoor: () => ok(null),
    enterPassword: () => no('invalidInput', 'The server refused the login with this password.', 'password'),
    workInOwnFile: () => ok(null),
  };
  return {
    commands,
    onPush: async (listener) => {
      hear = listener;
      Object.assign(window, { previewPush: (push: Push) => hear(push), previewLive: setLive });
      return () => undefined;
    },
    onDoorChanged: async () => () => undefined,
    onChosen: async () => () => undefined,
    beforeClose: async () => undefined,
  };
}

/** The door of `door`, `doorLocked` and `doorPassword`. */
function doorOf(scene: string): DoorView | null {
  const why = 'The company’s shared database could not be opened.';
  switch (scene) {
    case 'door':
      return { why, asks: { kind: 'nothing' }, triesAgain: true, waits: '+1 312 555 0178' };
    case 'doorLocked':
      return {
        why: 'The password of the company’s shared database is in the encrypted file. Enter its passphrase to go to work.',
        asks: { kind: 'passphrase' },
        triesAgain: false,
        waits: null,
      };
    case 'doorPassword':
      return {
        why: `${why} Its password is not kept on this desk. Enter it to go to work.`,
        asks: { kind: 'password', login: 'dana_reyes' },
        triesAgain: false,
        waits: null,
      };
    default:
      return null;
  }
}

const MINUTE = 60_000;
const event = (ago: number, turn: ConnectionTurn, word: string, sentence: string): ConnectionEvent => ({
  at: NOW - ago * MINUTE,
  turn,
  word,
  sentence,
  missedFrom: turn === 'gap' ? NOW - (ago + 6) * MINUTE : null,
  missedTo: turn === 'gap' ? NOW - ago * MINUTE : null,
});
const SEES_ALL = 'You see the answered calls of the whole company.';
const GONE = 'The network to RingCentral is gone. Ringside keeps trying.';
const CONNECTION_EVENTS: ConnectionEvent[] = [
  event(3, 'resumed', 'Connected again, nothing missed', SEES_ALL),
  event(4, 'lost', 'Connection lost', GONE),
  event(
    51,
    'gap',
    'Some of it missed',
    'RingCentral keeps what a lost connection misses for three minutes. Calls that are still going on were asked for.',
  ),
  event(57, 'lost', 'Connection lost', GONE),
  event(160, 'connected', 'Connected', SEES_ALL),
];

const ALONE: SharedDatabaseView = {
  inUse: null,
  chosen: null,
  login: null,
  restartNeeded: false,
  logins: [],
  duties: [],
};
const TEAM: SharedDatabaseView = {
  inUse: 'postgres://dana@db.example.com/ringside?sslmode=verify-full',
  chosen: 'postgres://dana@db.example.com/ringside?sslmode=verify-full',
  login: 'dana',
  restartNeeded: false,
  logins: [
    { dispatcher: 'd-1', name: 'Dana Reyes', role: 'administrator', login: 'dana' },
    { dispatcher: 'd-2', name: 'Sam Ortiz', role: 'dispatcher', login: 'sam' },
  ],
  duties: [{ what: 'Tidying up old notices', by: 'Dana Reyes', since: NOW }],
};

const NOTES =
  'Unit 3 on the roof trips after ten minutes. Dock is open until 17:00, gate code at reception. Wants a visit before Friday’s delivery, asks for Marek if he is free';
const LINK =
  'https://platform.ringcentral.com/restapi/oauth/authorize?response_type=code&client_id=Gq3TmN0uRz2LbKxwYx7Qa&redirect_uri=http%3A%2F%2F127.0.0.1%3A8021%2Fcallback&state=Jx0y1f3&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256';

function recount(live: LiveView): void {
  const of = (state: string) => live.board.incoming.filter((call) => call.state === state).length;
  const claimed = live.sessions.filter((tab) => tab.phase !== 'ended').length;
  const [waiting, ringing] = [of('waiting'), of('ringing')];
  const state = waiting ? 'answered' : ringing ? 'ringing' : claimed ? 'claimed' : 'idle';
  live.board = { ...live.board, indicator: { state, waiting, ringing, claimed } };
}

/** Scenes: first, demo, browser, finishing, failed, ended, thisRun, notKept, sealed, locked, empty, idle, ringing, three, five, twenty, hostile, stale, lost. */
function snapshotOf(scene: string): Snapshot {
  const states: Record<string, SignInState> = {
    first: { kind: 'needsSetup' },
    thisRun: { kind: 'needsSetup' },
    locked: { kind: 'locked' },
    demo: { kind: 'signedOut', postponed: false },
    postponed: { kind: 'signedOut', postponed: true },
    browser: { kind: 'inBrowser', url: LINK },
    finishing: { kind: 'finishing' },
    failed: {
      kind: 'failed',
      why: 'You said no to RingCentral’s question. Sign in again whenever you like.',
    },
    ended: { kind: 'ended', why: 'Your sessions and notes are safe. Sign in to see calls again.' },
  };
  const state = states[scene] ?? { kind: 'signedIn' };
  const signedIn = state.kind === 'signedIn';
  const lost = scene === 'lost';
  const sessions =
    scene === 'twenty'
      ? manyTabs(20)
      : scene === 'five'
        ? tabs
        : ['three', 'hostile', 'stale', 'lost'].includes(scene)
          ? tabs.slice(0, 3)
          : [];
  const calls =
    scene === 'hostile'
      ? hostile
      : scene === 'ringing'
        ? incoming.slice(2)
        : ['empty', 'idle'].includes(scene) || !signedIn
          ? []
          : scene === 'twenty'
            ? [...incoming, unclaimed]
            : incoming;
  const live: LiveView = {
    revision: 1,
    board: {
      indicator: { state: 'idle', waiting: 0, ringing: 0, claimed: 0 },
      incoming: calls,
      taken: [],
    },
    sessions: sessions.map((tab) => (scene === 'hostile' ? { ...tab, title: HOSTILE } : tab)),
  };
  recount(live);
  return {
    live,
    signIn: {
      state,
      person: signedIn ? { name: 'Nadia Deller', extensionNumber: '104', account: '37439510' } : null,
      secrets:
        scene === 'locked' || scene === 'sealed'
          ? { kind: 'sealedFile', open: scene === 'sealed' }
          : scene === 'thisRun' || scene === 'notKept'
            ? { kind: 'thisRunOnly', why: 'This system has no keychain that Ringside could use.' }
            : { kind: 'keychain' },
    },
    connection: {
      state: lost ? 'lost' : signedIn ? 'connected' : 'off',
      word: lost ? 'No connection' : signedIn ? 'Connected' : 'Not signed in',
      sentence: lost
        ? 'Calls still ring on your phones, but Ringside does not hear of them.'
        : 'Calls appear here as they happen.',
      scope: signedIn ? 'company' : null,
      since: NOW - 3_600_000,
      lastNoticeAt: signedIn ? NOW - 4000 : null,
      retryAt: lost ? NOW + 20_000 : null,
    },
    dispatcher: { name: 'Nadia Deller', initials: 'ND', role: 'administrator' },
    setup: {
      mode: scene === 'demo' ? 'demo' : 'production',
      baseUrl: scene === 'demo' ? 'http://127.0.0.1:39281' : 'https://platform.ringcentral.com',
      clientId: scene === 'first' || scene === 'thisRun' ? '' : 'Gq3TmN0uRz2LbKxwYx7Qa',
      redirectHost: 'address',
      redirectUris: URIS,
    },
    settings: {
      theme: (new URLSearchParams(location.search).get('theme') ?? 'system') as Theme,
      toasts: 'mineAndMyQueues',
    },
    dialer: dialerOf(new URLSearchParams(location.search).get('dial'), signedIn),
    banners: lost
      ? [
          {
            topic: 'connection',
            severity: 'trouble',
            what: 'No connection to RingCentral since 10:41.',
            meaning: 'Calls still ring on your phones.',
            action: 'tryNow',
          },
          {
            topic: 'secrets',
            severity: 'caution',
            what: 'This system has no keychain.',
            meaning: 'The sign-in lasts until Ringside quits.',
            action: 'dismiss',
          },
        ]
      : [],
  };
}
