/** The history in groups: what is on the line now, then day by day. */
import type { CallLine } from '../../lib/ipc';
import { dayKey, dayName } from '../../lib/time';
import { words } from '../../lib/words';

export interface Day {
  key: string;
  name: string;
  summary: string;
  lines: CallLine[];
}

export function byDay(lines: CallLine[], now: number): Day[] {
  const days: Day[] = [];
  const live = lines.filter((line) => line.result === 'live');
  if (live.length > 0) days.push({ key: 'now', name: words.calls.now, summary: '', lines: live });
  const today = dayKey(now);
  for (const line of lines) {
    if (line.result === 'live') continue;
    const key = dayKey(line.startedAt);
    if (days.at(-1)?.key !== key) {
      const name = dayName(line.startedAt, now);
      days.push({ key, name: key === today ? words.calls.today(name) : name, summary: '', lines: [] });
    }
    days.at(-1)?.lines.push(line);
  }
  return days.map((day) => ({ ...day, summary: day.key === 'now' ? '' : summary(day.lines) }));
}

function summary(lines: CallLine[]): string {
  return words.calls.summary(lines.length, lines.filter((line) => line.result === 'missed').length);
}
