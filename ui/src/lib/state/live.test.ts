import { describe, expect, it } from 'vitest';
import { LiveCalls } from './live.svelte';

const view = (revision: number, waiting = 0) => ({
  revision,
  board: {
    indicator: { state: 'idle' as const, waiting, ringing: 0, claimed: 0 },
    incoming: [],
    taken: [],
  },
  sessions: [],
});

describe('the live calls', () => {
  it('keep the newest revision, whatever the order of arrival', () => {
    const live = new LiveCalls();
    expect(live.accept(view(3, 1)), 'the first view counts').toBe(true);
    expect(live.accept(view(2, 9)), 'an older one comes too late').toBe(false);
    expect(live.accept(view(3, 9)), 'the same one changes nothing').toBe(false);
    expect(live.indicator.waiting, 'revision 3 stands').toBe(1);
    live.accept(view(4, 2));
    expect(live.indicator.waiting, 'a newer one replaces it').toBe(2);
  });

  it('take revision 0 as the first one', () => {
    expect(new LiveCalls().accept(view(0)), 'a fresh engine begins at 0').toBe(true);
  });
});
