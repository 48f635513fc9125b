import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Notices } from './notices.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the undo bar', () => {
  it('stays ten seconds', () => {
    const notices = new Notices();
    notices.say('Session ended.');
    vi.advanceTimersByTime(9_900);
    expect(notices.current?.text, 'still there before ten seconds are over').toBe('Session ended.');
    vi.advanceTimersByTime(200);
    expect(notices.current, 'gone after ten').toBeNull();
  });

  it('waits while somebody points at it', () => {
    const notices = new Notices();
    notices.say('Session ended.');
    vi.advanceTimersByTime(8_000);
    notices.pause();
    vi.advanceTimersByTime(60_000);
    expect(notices.current, 'a held bar does not go').not.toBeNull();
    notices.resume();
    vi.advanceTimersByTime(1_900);
    expect(notices.current, 'two seconds were left').not.toBeNull();
    vi.advanceTimersByTime(200);
    expect(notices.current, 'and now they are over').toBeNull();
  });

  it('undoes once', () => {
    const notices = new Notices();
    const undone = vi.fn();
    notices.say('Session ended.', undone);
    expect(notices.undo(), 'there is something to undo').toBe(true);
    expect(notices.undo(), 'a second undo finds nothing').toBe(false);
    expect(undone, 'the inverse ran once').toHaveBeenCalledTimes(1);
  });
});
