/** Moments and spans as people read them: 24 hours, day before month, the desk's own time zone. */
const LOCALE = 'en-GB';

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockSeconds = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(LOCALE, { day: '2-digit', month: 'short' });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', day: '2-digit', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(LOCALE, { day: '2-digit', month: 'short', year: 'numeric' });

/** `10:45` */
export const clockTime = (at: number) => clock.format(at);
/** `10:41:53` */
export const exactTime = (at: number) => clockSeconds.format(at);
/** `12 Nov 08:02` */
export const dayAndTime = (at: number) => `${day.format(at)} ${clock.format(at)}`;

/** `12 Nov 08:02:17` */
export const dayAndExactTime = (at: number) => `${day.format(at)} ${clockSeconds.format(at)}`;

/** `Thu 20 Nov`, with the year once it is another one. */
export function dayName(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear ? weekday.format(at).replace(',', '') : dayOfYear.format(at);
}

/** The local day as a key to group by. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** A running or finished span: `03:12`, from an hour on `1:03:12`. Clocks that disagree give `00:00`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
