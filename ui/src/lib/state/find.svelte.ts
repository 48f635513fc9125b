/**
 * The find field: what is typed, what fits it, and which entry the arrow keys have reached. In: keys, and what can be
 * found without asking. Out: an entry to be taken. People and numbers are the engine's to find, in its own copy:
 * nothing that is typed here goes to RingCentral.
 */
import { listFor, type Entry, type Found, type Group, type Here } from '../find/list';
import type { Backend } from '../ipc';
import { isName } from '../numbers';
import { Lookup } from './lookup';

const NOBODY: Found = { people: [], check: null };

export class Find {
  text = $state('');
  /** The list is shown. */
  open = $state(false);
  /** The field takes the focus once it is there. */
  focusAsked = $state(false);
  groups = $state.raw<Group[]>([]);
  /** What the list was put together for. */
  shownFor = $state('');
  /** The place that the arrow keys have reached, over all groups. */
  at = $state(0);
  readonly entries = $derived(this.groups.flatMap((group) => group.entries));
  readonly reached = $derived(this.entries[this.at] ?? null);
  #here: () => Here;
  #lookup: Lookup<Found>;
  /** Who pressed Enter before the list was that of the text. */
  #waiting: (() => void)[] = [];

  constructor(backend: Backend, here: () => Here) {
    this.#here = here;
    this.#lookup = new Lookup(
      (text) => ask(backend, text),
      (found, text) => this.#show(text, found),
    );
  }

  /** Opens it for the keyboard, with what can be done before anything is typed. */
  enter(): void {
    const already = this.open;
    this.open = true;
    this.focusAsked = true;
    if (!already) this.#show(this.text, NOBODY);
  }

  /** Something was typed. The list of before stays until the new one is whole, so that no row jumps. */
  typed(text: string): void {
    this.text = text;
    this.open = true;
    this.#lookup.drop();
    if (text.trim() === '') this.#show(text, NOBODY);
    else this.#lookup.about(text);
  }

  /** Moves through the list, and round. */
  step(by: 1 | -1): void {
    const places = this.entries.length;
    if (places > 0) this.at = (this.at + by + places) % places;
  }

  /** What Enter means: the entry that is reached, once the list is that of the text. */
  async entered(): Promise<Entry | null> {
    const { text } = this;
    if (this.shownFor !== text) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.open && this.text === text ? this.reached : null;
  }

  /** Closes the list and forgets what was typed. */
  close(): void {
    this.#lookup.drop();
    this.open = false;
    this.#show('', NOBODY);
    this.text = '';
  }

  #show(text: string, found: Found): void {
    this.groups = this.open ? listFor(text, found, this.#here()) : [];
    this.shownFor = text;
    this.at = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((goOn) => goOn());
  }
}

async function ask({ commands }: Backend, text: string): Promise<Found> {
  const [people, check] = await Promise.all([
    commands.contacts(text.trim(), null),
    isName(text) ? null : commands.checkNumber(text),
  ]);
  return {
    people: people.status === 'ok' ? people.data.contacts : [],
    check: check?.status === 'ok' ? check.data : null,
  };
}
