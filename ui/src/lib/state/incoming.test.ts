import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BoardView, IncomingCall } from '../ipc';
import { IncomingList } from './incoming.svelte';

const call = (id: string): IncomingCall => ({
  call: id,
  telephonySession: `s-${id}`,
  state: 'waiting',
  onHold: false,
  callerName: id,
  callerNumber: null,
  customers: 0,
  source: null,
  answeredBy: null,
  ringsAt: 0,
  since: 0,
  endedAt: null,
});
const board = (ids: string[], taken: BoardView['taken'] = []): BoardView => ({
  indicator: { state: 'answered', waiting: ids.length, ringing: 0, claimed: 0 },
  incoming: ids.map(call),
  taken,
});
const ids = (list: IncomingList) => list.rows.map((row) => row.call.call);

let list: IncomingList;
beforeEach(() => {
  vi.useFakeTimers();
  list = new IncomingList();
});
afterEach(() => void vi.useRealTimers());

describe('the incoming list', () => {
  it('opens after the pointer rested on the phone, and goes when it leaves', () => {
    list.pointerEnteredPhone();
    vi.advanceTimersByTime(100);
    expect(list.visible, 'a passing pointer opens nothing').toBe(false);
    vi.advanceTimersByTime(30);
    expect(list.visible, 'a resting one does').toBe(true);
    list.pointerLeftPhone();
    vi.advanceTimersByTime(1000);
    expect(list.visible, 'and it closes behind the pointer').toBe(false);
  });

  it('stays when it was pinned', () => {
    list.toggle();
    list.pointerLeftPhone();
    vi.advanceTimersByTime(5000);
    expect(list.opened).toBe('pinned');
    list.toggle();
    expect(list.opened, 'a second click closes it').toBe('no');
  });

  it('is deaf for half a second after it opened by hover, and only then', () => {
    list.pointerEnteredPhone();
    vi.advanceTimersByTime(120);
    expect(list.deaf, 'keys were meant for something else').toBe(true);
    vi.advanceTimersByTime(510);
    expect(list.deaf, 'by now it has been seen').toBe(false);
    list.close();
    list.pin();
    expect(list.deaf, 'opened on purpose it listens at once').toBe(false);
  });

  it('follows the board while nobody is inside', () => {
    list.follow(board(['a', 'b']), []);
    list.follow(board(['c', 'b', 'a']), []);
    expect(ids(list)).toEqual(['c', 'b', 'a']);
  });

  it('moves no row under the pointer; new ones join at the end', () => {
    list.pin();
    list.follow(board(['a', 'b']), []);
    list.pointerEntered();
    list.follow(board(['c', 'b', 'a']), []);
    expect(ids(list), 'the order froze').toEqual(['a', 'b', 'c']);
    list.pointerLeft();
    expect(ids(list), 'and thaws afterwards').toEqual(['c', 'b', 'a']);
  });

  it('says for two seconds who was faster', () => {
    list.pin();
    list.follow(board(['a', 'b', 'c']), []);
    list.follow(board(['a', 'c'], [{ call: 'b', by: 'Tom Okafor', at: 0 }]), []);
    expect(ids(list), 'the row keeps its place').toEqual(['a', 'b', 'c']);
    expect(list.rows[1]?.farewell).toMatch(/^Tom Okafor claimed it/);
    vi.advanceTimersByTime(2000);
    expect(ids(list), 'then it is gone').toEqual(['a', 'c']);
  });

  it('says nothing of calls the dispatcher took', () => {
    list.pin();
    list.pointerEntered();
    list.follow(board(['a', 'b']), []);
    list.follow(board(['b']), ['a']);
    expect(ids(list), 'the session strip shows it now').toEqual(['b']);
  });
});
