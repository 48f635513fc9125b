import { describe, expect, it } from 'vitest';
import type { CallLine, CallResult } from '../../lib/ipc';
import { byDay } from './days';

const NOON = new Date(2026, 10, 20, 12).getTime();
const DAY = 86_400_000;
const line = (call: string, startedAt: number, result: CallResult = 'answered'): CallLine => ({
  call,
  sessionId: null,
  direction: 'inbound',
  result,
  name: null,
  number: null,
  called: null,
  answeredBy: null,
  claimedBy: null,
  startedAt,
  answeredAt: null,
  endedAt: null,
});

describe('the history by day', () => {
  const days = byDay(
    [
      line('d', NOON - 60_000, 'live'),
      line('c', NOON - 120_000, 'missed'),
      line('b', NOON - 180_000),
      line('a', NOON - DAY),
    ],
    NOON,
  );

  it('shows what is on the line first, then today, then earlier days', () => {
    expect(days.map((day) => day.name)).toEqual(['Now', 'Today, Fri 20 Nov', 'Thu 19 Nov']);
    expect(
      days.map((day) => day.lines.length),
      'each call once',
    ).toEqual([1, 2, 1]);
  });

  it('counts calls and the missed ones', () => {
    expect(days.map((day) => day.summary)).toEqual(['', '2 calls, 1 missed', '1 call']);
  });
});
