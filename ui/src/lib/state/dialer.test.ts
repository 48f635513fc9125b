import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, AttemptState, Backend, DialAnswer, DialForm, DialerView } from '../ipc';
import { Dialer } from './dialer.svelte';
import type { DialerPlace } from './dialerPlace.svelte';
import { Notices } from './notices.svelte';

const HOLLIS = { text: '+1 312 555 0177', name: 'Hollis Freight LLC' };
const OVER: AttemptState = {
  kind: 'ended',
  how: 'over',
  talkedMs: 0,
  at: 0,
  next: { kind: 'again' },
};

const view = (revision: number, state: AttemptState | null = null): DialerView => ({
  revision,
  readiness: { kind: 'ready' },
  phones: [],
  callerIds: [],
  choices: { phone: 'desk', callerId: '', pressOne: true, combineExtensions: false },
  phone: null,
  attempt: state && {
    dialed: 'd1',
    call: null,
    name: HOLLIS.name,
    number: HOLLIS.text,
    text: HOLLIS.text,
    phone: 'Your desk phone',
    state,
    title: '',
    line: '',
    digits: null,
    notice: null,
  },
  recent: [],
});

const started: Answer<DialAnswer> = { status: 'ok', data: { kind: 'started', dialed: 'd1' } };
const asks: Answer<DialAnswer> = {
  status: 'ok',
  data: {
    kind: 'asks',
    cautions: [{ kind: 'emergency', title: 'Use a phone for 911', line: '', call: null, mayGoOn: true }],
  },
};
const refused: Answer<DialAnswer> = {
  status: 'error',
  error: {
    code: 'invalidInput',
    message: 'Two digits short for a US number.',
    field: 'number',
    retryAt: null,
  },
};

let dials: DialForm[];
let answers: ((answer: Answer<DialAnswer>) => void)[];
let checks: { text: string; answer: (shown: string) => void }[];
let asked: string[];
let people: { name: string; answer: () => void }[];
let notices: Notices;
let dialer: Dialer;

function backend(): Backend {
  const note = (what: string) => async () => {
    asked.push(what);
    return { status: 'ok', data: null };
  };
  const commands = {
    dial: (form: DialForm) => {
      dials.push(form);
      return new Promise((resolve) => answers.push(resolve));
    },
    checkNumber: (text: string) =>
      new Promise((resolve) =>
        checks.push({
          text,
          answer: (shown) =>
            resolve({
              status: 'ok',
              data: { shown, number: null, refused: null, way: null, hint: null },
            }),
        }),
      ),
    findPeople: (name: string) =>
      new Promise((resolve) =>
        people.push({
          name,
          answer: () => resolve({ status: 'ok', data: [match(`${name} one`), match(`${name} two`)] }),
        }),
      ),
    hangUp: note('hangUp'),
    closeAttempt: note('closeAttempt'),
    chooseDialing: note('chooseDialing'),
  };
  return { commands } as unknown as Backend;
}

const inOtherNotation = (given: DialerView): DialerView => ({
  ...given,
  attempt: given.attempt && { ...given.attempt, text: '+13125550177' },
});
const match = (name: string) => ({
  id: name,
  name,
  number: '+1 312 555 0100',
  text: `number of ${name}`,
  label: '',
  from: 'customer' as const,
  extension: null,
  phone: null,
});
const settled = () => vi.advanceTimersByTimeAsync(0);
const rest = () => vi.advanceTimersByTimeAsync(200);

async function answer(given: Answer<DialAnswer>) {
  answers.at(-1)?.(given);
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  [dials, answers, checks, asked, people] = [[], [], [], [], []];
  notices = new Notices();
  const place = { show: () => undefined, enter: () => undefined } as unknown as DialerPlace;
  dialer = new Dialer(backend(), notices, place);
  dialer.accept(view(1));
});
afterEach(() => void vi.useRealTimers());

describe('dialing', () => {
  it('is one request for a double click', async () => {
    void dialer.call(HOLLIS);
    void dialer.call(HOLLIS);
    expect(dials.length, 'the answer is still out').toBe(1);
    await answer(started);
    void dialer.call(HOLLIS);
    expect(dials.length, 'no view shows the attempt yet').toBe(1);
    dialer.accept(view(2, { kind: 'ringingMe' }));
    void dialer.call(HOLLIS);
    expect(dials.length, 'the attempt is under way').toBe(1);
    dialer.accept(inOtherNotation(view(3, { kind: 'ringingMe' })));
    void dialer.call(HOLLIS);
    expect(notices.current, 'an echo needs no answer').toBeNull();
  });

  it('says why another number has to wait', async () => {
    void dialer.call(HOLLIS);
    void dialer.call({ text: '+1 312 555 0190' });
    expect(dials.length).toBe(1);
    expect(notices.current, 'the click was seen').not.toBeNull();
  });

  it('may begin again once the attempt is over, even if the view came before the answer', async () => {
    void dialer.call(HOLLIS);
    dialer.accept(view(2, { kind: 'ringingMe' }));
    await answer(started);
    dialer.accept(view(3, OVER));
    await vi.advanceTimersByTimeAsync(1000);
    void dialer.again();
    expect(dials.length).toBe(2);
    expect(dials[1], 'the same number, and the person knows when they dialed it').toMatchObject({
      text: HOLLIS.text,
      name: HOLLIS.name,
      confirmed: ['dialedRecently'],
    });
  });

  it('is not begun by a click on Hang up that came too late', async () => {
    dialer.accept(view(2, { kind: 'connected', since: 0 }));
    dialer.accept(view(3, OVER));
    void dialer.again();
    expect(dials.length, 'the button said Hang up a moment ago').toBe(0);
  });

  it('sends the press-1 choice of this one call, and forgets it', async () => {
    dialer.pressOne = false;
    void dialer.call(HOLLIS);
    expect(dials[0]?.pressOne).toBe(false);
    await answer(started);
    expect(dialer.pressOne, 'the next call does as was chosen').toBeNull();
  });

  it('leaves the field empty, and a refusal under it', async () => {
    dialer.fill(HOLLIS);
    void dialer.callTarget();
    await answer(started);
    expect(dialer.text).toBe('');
    dialer.accept(view(2, { kind: 'ringingMe' }));
    dialer.accept(view(3));
    void dialer.call({ text: '312 555 01' });
    await answer(refused);
    expect(dialer.text, 'what is refused can be corrected').toBe('312 555 01');
    expect(dialer.refusal).toBe('Two digits short for a US number.');
    dialer.typed('312 555 010');
    expect(dialer.refusal, 'it was about another text').toBeNull();
  });

  it('goes on after a caution only with what the person has seen', async () => {
    void dialer.call({ text: '911' });
    await answer(asks);
    expect(dialer.asks?.cautions[0]?.kind).toBe('emergency');
    void dialer.goOn();
    expect(dials[1]).toMatchObject({ text: '911', confirmed: ['emergency'] });
    await answer(asks);
    dialer.stop();
    expect(dials.length, 'Close dials nothing').toBe(2);
    expect(dialer.asks).toBeNull();
  });
});

describe('the number field', () => {
  it('asks once for what was typed in one go', async () => {
    for (const text of ['3', '31', '312']) dialer.typed(text);
    await rest();
    expect(checks.map((check) => check.text)).toEqual(['312']);
  });

  it('ignores an answer to what stood there before', async () => {
    dialer.typed('312');
    await rest();
    dialer.typed('3125');
    await rest();
    checks[1]?.answer('312-5');
    checks[0]?.answer('312');
    await settled();
    expect(dialer.check?.shown).toBe('312-5');
  });

  it('does not take a name for a number, but an extension for a part of one', async () => {
    dialer.typed('hol');
    await rest();
    expect(checks.length, 'a name is looked for').toBe(0);
    dialer.typed('312 555 0190 ext. 22');
    await rest();
    expect(checks.length, 'that is a number').toBe(1);
    dialer.typed('ext. 131');
    await rest();
    expect(checks.length, 'a colleague’s, too').toBe(2);
  });

  it('offers the best match of a name, the one reached by keys, and a number as typed', async () => {
    dialer.typed('hol');
    await rest();
    people[0]?.answer();
    await settled();
    expect(dialer.target?.name, 'the first one').toBe('hol one');
    dialer.matches.step(1);
    dialer.matches.step(1);
    expect(dialer.target?.name, 'the one that was reached').toBe('hol two');
    dialer.matches.step(1);
    expect(dialer.matches.at, 'behind the last one is the field').toBe(-1);
    dialer.typed('3125550177');
    await rest();
    people[1]?.answer();
    await settled();
    expect(dialer.target, 'a typed number is called as it is').toEqual({ text: '3125550177', name: null });
  });

  it('keeps the name as long as the number is not touched', () => {
    dialer.fill(HOLLIS);
    expect(dialer.target).toEqual(HOLLIS);
    dialer.typed('+1 312 555 0178');
    expect(dialer.target?.name, 'that is somebody else').toBeNull();
  });

  it('shows a number that was filled in as people read it', async () => {
    dialer.fill({ text: '+13125550177', name: 'Dana Hollis' });
    await rest();
    checks[0]?.answer('+1 312 555 0177');
    await settled();
    expect(dialer.target).toEqual({ text: '+1 312 555 0177', name: 'Dana Hollis' });
  });

  it('does not take the beginning of a number for an extension while it is typed', async () => {
    dialer.typed('312');
    await rest();
    checks[0]?.answer('ext. 312');
    await settled();
    dialer.tidy();
    expect(dialer.text, 'the next digit still fits').toBe('312');
  });

  it('shows a number from a link with its refusal, and dials nothing', async () => {
    dialer.offer('12', 'Too short for a number.');
    await rest();
    expect(dialer.text).toBe('12');
    expect(dialer.refusal).toBe('Too short for a number.');
    expect(dials.length, 'only a person dials').toBe(0);
  });

  it('puts an ended attempt away once something is typed, and no live one', async () => {
    dialer.accept(view(2, { kind: 'calling', since: 0 }));
    dialer.typed('3');
    expect(asked, 'the call goes on').toEqual([]);
    dialer.accept(view(3, OVER));
    await vi.advanceTimersByTimeAsync(1000);
    dialer.typed('31');
    expect(asked).toEqual(['closeAttempt']);
  });
});

describe('the view', () => {
  it('is the newest one, whatever the order of arrival', () => {
    expect(dialer.accept(view(3, { kind: 'asking' }))).toBe(true);
    expect(dialer.accept(view(2)), 'an older one comes too late').toBe(false);
    expect(dialer.live).toBe(true);
  });
});
