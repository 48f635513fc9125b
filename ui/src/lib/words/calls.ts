/** The call history. */
import { clockTime } from '../time';
import { count } from './count';

export const calls = {
  title: 'Calls',
  now: 'Now',
  today: (name: string) => `Today, ${name}`,
  summary: (calls: number, missed: number) =>
    missed > 0 ? `${count(calls, 'call', 'calls')}, ${missed} missed` : count(calls, 'call', 'calls'),
  emptyLead: 'No calls yet',
  emptyTeach: 'Every call that Ringside hears of is listed here, with who answered and who claimed it.',
  loadingMore: 'Fetching earlier calls',
  end: 'That is all of them.',
  back: 'Calls',
  results: {
    live: 'On the line',
    answered: 'Answered',
    missed: 'Missed',
    voicemail: 'Voicemail',
    notPlaced: 'Not placed',
    handedOver: 'Handed to another program',
  },
  claimedBy: (by: string) => `claimed by ${by}`,
  dialedBy: (by: string) => `dialed by ${by}`,
  notClaimed: 'not claimed',
  notClaimedFact: 'Nobody',
  ended: (at: number) => `to ${clockTime(at)}`,
  started: 'Started',
  endedLabel: 'Ended',
  stillOn: 'Still on the line',
  talked: 'Talked',
  rang: 'Rang',
  source: 'Called',
  claimed: 'Claimed by',
  dialed: 'Dialed by',
  ids: 'RingCentral ids',
  facts: 'Call',
  list: 'Call history',
} as const;
