/** The search for people to dial. The one place that asks for it. */
import type { Answer, Backend, Phase } from './index';

/** Somebody who can be dialed. Names are hostile text. */
export interface PersonMatch {
  name: string;
  /** The number as people read it, with its extension. */
  number: string;
  /** As it would be typed to dial it. */
  text: string;
  /** Which of somebody's numbers it is. */
  label: string;
  from: 'customer' | 'myContacts' | 'company';
  /** A colleague's. */
  extension: string | null;
  /** What a colleague's phone is doing, where that is known. */
  phone: Phase | null;
}

type Find = (text: string, limit: number) => Promise<Answer<PersonMatch[]>>;

/** Nobody is found while the engine knows no contacts. */
export async function findPeople(backend: Backend, text: string, limit: number): Promise<PersonMatch[]> {
  const { findPeople: find } = backend.commands as { findPeople?: Find };
  const answer = await find?.(text, limit);
  return answer?.status === 'ok' ? answer.data : [];
}
