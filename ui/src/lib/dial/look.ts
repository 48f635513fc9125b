/** How an attempt looks: which lamp each jack is, and how far the cord has come. Words come from the engine. */
import Ban from '@lucide/svelte/icons/ban';
import Moon from '@lucide/svelte/icons/moon';
import Phone from '@lucide/svelte/icons/phone';
import History from '@lucide/svelte/icons/rotate-ccw-clock';
import Siren from '@lucide/svelte/icons/siren';
import Smartphone from '@lucide/svelte/icons/smartphone';
import type { Component } from 'svelte';
import type { AttemptState, CautionKind, EndKind, PhoneKind } from '../ipc';
import type { LampKind } from '../kit/Lamp.svelte';

/** Loose: not yet. Reaching, half: under way. Straight: connected. Cut: over. */
export type Cord = 'loose' | 'reaching' | 'half' | 'straight' | 'cut';

export interface Plugged {
  mine: LampKind;
  theirs: LampKind;
  cord: Cord;
}

export function plugged(state: AttemptState): Plugged {
  switch (state.kind) {
    case 'asking':
      return { mine: 'ended', theirs: 'ended', cord: 'loose' };
    case 'ringingMe':
      return { mine: 'ringing', theirs: 'ended', cord: 'reaching' };
    case 'pressOne':
      return { mine: 'answered', theirs: 'ended', cord: 'loose' };
    case 'calling':
      return { mine: 'answered', theirs: 'ringing', cord: 'half' };
    case 'connected':
      return { mine: 'answered', theirs: 'answered', cord: 'straight' };
    case 'checking':
      return { mine: 'unknown', theirs: 'unknown', cord: 'loose' };
    case 'hangingUp':
      return { mine: 'ended', theirs: 'ended', cord: 'cut' };
    case 'ended':
      return { ...ENDS[state.how], cord: 'cut' };
  }
}

const ENDS: Record<EndKind, Pick<Plugged, 'mine' | 'theirs'>> = {
  over: { mine: 'ended', theirs: 'ended' },
  mySide: { mine: 'missed', theirs: 'ended' },
  otherSide: { mine: 'ended', theirs: 'missed' },
  notPlaced: { mine: 'ended', theirs: 'missed' },
  unknown: { mine: 'unknown', theirs: 'unknown' },
};

/** Something went wrong, rather than came to its end. */
export function isFailure(state: AttemptState): boolean {
  return state.kind === 'ended' && state.how !== 'over';
}

export const ICON_OF_CAUTION: Record<CautionKind, Component> = {
  emergency: Siren,
  doNotContact: Ban,
  dialedRecently: History,
  outsideHours: Moon,
  ownNumber: Phone,
};

/** To go on in spite of these is a risk, not a matter of taste. */
export function isGrave(kind: CautionKind): boolean {
  return kind === 'emergency' || kind === 'doNotContact';
}

export const ICON_OF_PHONE: Record<PhoneKind, Component> = {
  device: Phone,
  forwarding: Smartphone,
  extension: Phone,
  entered: Smartphone,
};
