/** Invented callers, customers and calls. Every number is a 555 number. */
import type { CallFacts, CallLine, Customer, IncomingCall, SessionTab } from '../bindings';

export const NOW = Date.now();
const MINUTE = 60_000;

export const LONG_NAME = 'Marguerite Featherstonehaugh-Oyelaran of Greater Chicagoland';
export const HEBREW = 'שירה אברמוב';
export const HOSTILE = '<img src=x onerror="document.title=1"><b>Bold & "quoted"</b>';
const CONTROL = 'Ana\u202egnaL \u0007\u0000Ruiz';

export const incoming: IncomingCall[] = [
  call('i1', 'waiting', 'Priya Raman', '+1 312 555 0119', 'Sales queue', 41, 'Tom Okafor', 2),
  call('i2', 'waiting', null, '+1 847 555 0186', 'Service line', 8, 'Lena Fischer'),
  call('i3', 'ringing', LONG_NAME, '+1 630 555 0123', 'Sales queue', 6, null),
];

export const unclaimed: IncomingCall = {
  ...call('i4', 'endedUnclaimed', HEBREW, '+1 708 555 0148', 'Service line', 600, 'Lena Fischer'),
  endedAt: NOW - 4 * MINUTE,
};

export const hostile: IncomingCall[] = [HOSTILE, CONTROL, 'W'.repeat(180), `${HEBREW} & Söhne`].map(
  (name, n) => call(`h${n}`, n % 2 ? 'ringing' : 'waiting', name, '+1 312 555 0100', HOSTILE, 30 + n, name),
);

function call(
  id: string,
  state: IncomingCall['state'],
  callerName: string | null,
  callerNumber: string,
  source: string,
  secondsAgo: number,
  answeredBy: string | null,
  customers = 0,
): IncomingCall {
  return {
    call: id,
    telephonySession: `s-${id}`,
    state,
    onHold: false,
    callerName,
    callerNumber,
    customers,
    source,
    answeredBy,
    ringsAt: state === 'ringing' ? 4 : 0,
    since: NOW - secondsAgo * 1000,
    endedAt: null,
  };
}

export const tabs: SessionTab[] = [
  tab('a', 'Hollis Freight LLC', 'answered', 192, null),
  tab('b', 'Ana Ruiz', 'onHold', 527, null),
  tab('c', '+1 773 555 0142', 'ended', 1400, 1200),
  tab('d', HEBREW, 'ringing', 12, null),
  tab('e', LONG_NAME, 'answered', 4000, null),
];

function tab(
  id: string,
  title: string,
  phase: SessionTab['phase'],
  secondsAgo: number,
  endedAgo: number | null,
): SessionTab {
  return {
    session: id,
    call: `call-${id}`,
    title,
    phase,
    since: NOW - secondsAgo * 1000,
    endedAt: endedAgo === null ? null : NOW - endedAgo * 1000,
  };
}

export function manyTabs(count: number): SessionTab[] {
  return Array.from({ length: count }, (_, n) => {
    const like = tabs[n % tabs.length] as SessionTab;
    return { ...like, session: `m${n}`, call: `call-m${n}` };
  });
}

const hollis: Customer = {
  id: 'hollis',
  name: 'Hollis Freight LLC',
  accountNumber: '10442',
  address: '1180 W Carroll Ave, Dock 4, Chicago, IL 60607',
  email: 'dispatch@hollisfreight.example',
  notes: 'Dock closes at 17:00. Ask for the key at reception.',
  contacts: [
    { name: 'Dana Hollis', role: 'owner', number: '+13125550177' },
    { name: 'Dispatch desk', role: '', number: '+13125550190' },
    { name: 'Bartholomew Ogunleye-Reyes', role: 'site', number: '+13125550162' },
  ],
};

const dana: Customer = {
  id: 'dana',
  name: 'Dana Hollis',
  accountNumber: '08817',
  address: '4417 N Hermitage Ave, Chicago',
  email: null,
  notes: '',
  contacts: [{ name: 'Dana Hollis', role: '', number: '+13125550177' }],
};

export function customersOf(session: string): Customer[] {
  if (session === 'a') return [hollis, dana];
  if (session === 'b' || session === 'm1') return [{ ...hollis, id: 'ana', name: 'Ana Ruiz' }];
  if (session === 'hostile') return [{ ...hollis, name: HOSTILE, address: HOSTILE, notes: HOSTILE }];
  return [];
}

export function factsOf(tab: SessionTab): CallFacts {
  return {
    call: tab.call,
    telephonySession: `s-a1f6c2d4e${tab.session}z192${tab.session}c7b3a0000`,
    sessionId: '1482735109007',
    direction: 'inbound',
    phase: tab.phase,
    callerName: tab.session === 'a' ? 'Dana Hollis' : tab.title,
    callerNumber: '+1 312 555 0177',
    callerNumberSent: '+13125550177',
    calledName: 'Sales queue',
    calledNumber: '+1 312 555 0100',
    answeredBy: 'Tom Okafor',
    startedAt: tab.since - 14_000,
    answeredAt: tab.since,
    endedAt: tab.endedAt,
    rangMs: 14_000,
    recording: tab.session === 'c' ? null : true,
  };
}

/** A history as long as one likes; the name of the nth call is always the same. */
export function historyLine(n: number): CallLine {
  const names = [
    'Hollis Freight LLC',
    LONG_NAME,
    null,
    HEBREW,
    'Cobalt Property Management',
    "Tom's Bakery & Sons",
  ];
  const result = (['answered', 'answered', 'missed', 'answered', 'voicemail', 'answered'] as const)[n % 6];
  const startedAt = NOW - n * 37 * MINUTE - 3 * MINUTE;
  const answeredAt = result === 'answered' ? startedAt + 14_000 : null;
  return {
    call: `past-${n}`,
    sessionId: String(1482735109000 - n),
    direction: n % 5 === 1 ? 'outbound' : 'inbound',
    result: n === 0 ? 'live' : (result ?? 'answered'),
    name: names[n % 6] ?? null,
    number: `+1 773 555 0${100 + (n % 90)}`,
    called: n % 5 === 1 ? 'My phone' : 'Sales queue',
    answeredBy: answeredAt === null ? null : n % 2 ? 'Tom Okafor' : 'Lena Fischer',
    claimedBy: answeredAt !== null && n % 3 === 0 ? 'Nadia Deller' : null,
    startedAt,
    answeredAt,
    endedAt: n === 0 ? null : startedAt + 14_000 + ((n * 53) % 700) * 1000,
  };
}
