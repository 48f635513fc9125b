/**
 * Whether the dialer is on the screen. Docked it stands beside the view: on Live and in a wide window until it is
 * closed, elsewhere once it is asked for, remembered for each view. In a narrow window it lies over the view until
 * it is closed. In: the room and the view. What is in it, `dialer` knows.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Layout } from './layout.svelte';

const REMEMBERED = 'ringside.dialer';

export class DialerPlace {
  /** It lies over a narrow window. */
  over = $state(false);
  /** The number field takes the focus once it is there. */
  focusAsked = $state(false);
  readonly docked = $derived.by(() => !this.#layout.narrow && this.#wanted());
  readonly open = $derived.by(() => (this.#layout.narrow ? this.over : this.docked));
  #layout: Layout;
  #view: () => string;
  #choices = new SvelteMap<string, boolean>(remembered());

  constructor(layout: Layout, view: () => string) {
    this.#layout = layout;
    this.#view = view;
  }

  show(): void {
    if (!this.open) this.#turn(true);
  }

  close(): void {
    this.#turn(false);
  }

  /** Opens it for the keyboard. */
  enter(): void {
    this.show();
    this.focusAsked = true;
  }

  #turn(open: boolean): void {
    if (this.#layout.narrow) {
      this.over = open;
      return;
    }
    this.#choices.set(this.#view(), open);
    localStorage.setItem(REMEMBERED, JSON.stringify([...this.#choices]));
  }

  #wanted(): boolean {
    return this.#choices.get(this.#view()) ?? (this.#layout.wide || this.#view() === 'live');
  }
}

function remembered(): [string, boolean][] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isChoice) : [];
  } catch {
    return [];
  }
}

function isChoice(given: unknown): given is [string, boolean] {
  return Array.isArray(given) && typeof given[0] === 'string' && typeof given[1] === 'boolean';
}
