import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend, CallLine, CallPage } from '../ipc';
import { History } from './history.svelte';

const line = (n: number): CallLine => ({
  call: `c${n}`,
  sessionId: null,
  direction: 'inbound',
  result: 'answered',
  name: null,
  number: null,
  called: null,
  answeredBy: null,
  claimedBy: null,
  startedAt: n,
  answeredAt: null,
  endedAt: null,
});

/** Pages of two, newest first, as the store hands them out. */
class Shelf {
  all = [5, 4, 3, 2, 1].map(line);
  asked: (string | null)[] = [];

  page(after: string | null): CallPage {
    this.asked.push(after);
    const from = after === null ? 0 : this.all.findIndex((each) => each.call === after) + 1;
    const calls = this.all.slice(from, from + 2);
    return { calls, next: from + 2 < this.all.length ? (calls.at(-1)?.call ?? null) : null };
  }
}

let shelf: Shelf;
let history: History;
const ids = () => history.lines.map((each) => each.call).join(' ');

beforeEach(() => {
  vi.useFakeTimers();
  shelf = new Shelf();
  const commands = {
    recentCalls: async (after: string | null) => ({ status: 'ok', data: shelf.page(after) }),
  };
  history = new History({ commands } as unknown as Backend);
});
afterEach(() => void vi.useRealTimers());

describe('the history', () => {
  it('is read page by page until its end', async () => {
    history.watch();
    await vi.advanceTimersByTimeAsync(0);
    await history.more();
    await history.more();
    expect(ids(), 'all lines, once each').toBe('c5 c4 c3 c2 c1');
    await history.more();
    expect(shelf.asked, 'nothing is asked after the end').toEqual([null, 'c4', 'c2']);
  });

  it('gets new lines on top and keeps what was read', async () => {
    history.watch();
    await vi.advanceTimersByTimeAsync(0);
    await history.more();
    shelf.all = [6, 5, 4, 3, 2, 1].map(line);
    history.touched();
    history.touched();
    await vi.advanceTimersByTimeAsync(1000);
    expect(ids(), 'the newest page replaces the top').toBe('c6 c5 c4 c3 c2');
    await history.more();
    expect(ids(), 'and reading goes on where it was').toBe('c6 c5 c4 c3 c2 c1');
    expect(shelf.asked.filter((after) => after === null).length, 'two touches are one look').toBe(2);
  });

  it('is not read while nobody looks at it', async () => {
    history.touched();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shelf.asked).toEqual([]);
  });
});
