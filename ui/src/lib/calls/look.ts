/** How the states of a call look: which lamp, which icon, which tone. Words are in the catalog. */
import Phone from '@lucide/svelte/icons/phone';
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded';
import PhoneIncoming from '@lucide/svelte/icons/phone-incoming';
import PhoneMissed from '@lucide/svelte/icons/phone-missed';
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing';
import Voicemail from '@lucide/svelte/icons/voicemail';
import type { Component } from 'svelte';
import type { CallLine, IncomingState, Phase } from '../ipc';
import type { LampKind } from '../kit/Lamp.svelte';

export const LAMP_OF_PHASE: Record<Phase, LampKind> = {
  ringing: 'ringing',
  answered: 'answered',
  onHold: 'hold',
  voicemail: 'unknown',
  ended: 'ended',
};

export const LAMP_OF_INCOMING: Record<IncomingState, LampKind> = {
  waiting: 'waiting',
  ringing: 'ringing',
  endedUnclaimed: 'ended',
};

/** The icon of a finished call: what came of it, else which way it ran. */
export function iconOf(line: Pick<CallLine, 'result' | 'direction'>): Component {
  if (line.result === 'missed') return PhoneMissed;
  if (line.result === 'voicemail') return Voicemail;
  if (line.direction === 'outbound') return PhoneOutgoing;
  if (line.direction === 'internal') return PhoneForwarded;
  if (line.direction === 'inbound') return PhoneIncoming;
  return Phone;
}

/** Nobody of the company talked with the caller. */
export function isLost(line: Pick<CallLine, 'result'>): boolean {
  return line.result === 'missed' || line.result === 'voicemail';
}
