/** Calls that come in, and what a call is doing. */
import { clockTime } from '../time';
import { count } from './count';

export const phone = {
  name: (waiting: number, ringing: number, claimed: number) => {
    const parts = [
      waiting > 0 ? `${waiting} waiting to be claimed` : '',
      ringing > 0 ? `${ringing} ringing` : '',
      claimed > 0 ? `${claimed} claimed by you` : '',
    ].filter(Boolean);
    return `Incoming calls: ${parts.length ? parts.join(', ') : 'none'}`;
  },
  waits: (caller: string, by: string | null) =>
    by ? `${caller}, answered by ${by}, waits to be claimed` : `${caller} waits to be claimed`,
} as const;

export const incoming = {
  title: 'Incoming calls',
  summary: (waiting: number, ringing: number) =>
    [waiting > 0 ? `${waiting} waiting` : '', ringing > 0 ? `${ringing} ringing` : '']
      .filter(Boolean)
      .join(', ') || 'none now',
  ended: 'Ended, not claimed',
  emptyLead: 'Nobody is calling',
  emptyTeach: 'A call appears here as soon as it rings. When it is answered, claim it.',
  answered: (by: string) => `${by} answered`,
  somebodyAnswered: 'answered',
  onHold: 'on hold',
  ringsAt: (n: number) => (n > 0 ? `rings at ${count(n, 'desk', 'desks')}` : 'ringing'),
  ringing: 'Ringing',
  lampWaiting: 'to be claimed',
  lampEnded: 'ended',
  endedAt: (at: number) => `ended ${clockTime(at)}, not claimed`,
  shares: (n: number) => `${n} customers`,
  claim: 'Claim',
  claimName: (caller: string, number: string | null) =>
    number && number !== caller ? `Claim ${caller}, ${number}` : `Claim ${caller}`,
  taken: (by: string, at: number) => `${by} claimed it, ${clockTime(at)}`,
  gone: 'No longer on the line',
  keyChoose: 'choose',
  keyClaim: 'claim',
  keyClose: 'close',
} as const;

export const phases = {
  ringing: 'ringing',
  answered: 'answered',
  onHold: 'on hold',
  voicemail: 'voicemail',
  ended: 'ended',
} as const;

export const lampWords = {
  ringing: 'Ringing',
  answered: 'Answered',
  onHold: 'On hold',
  voicemail: 'Voicemail',
  ended: 'Ended',
} as const;
