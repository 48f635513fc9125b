/**
 * The people that fit what is typed into the number field, and which of them the arrow keys have reached. In: the
 * text. Out: somebody to dial. Who they are is the engine's to find.
 */
import type { Backend, PersonMatch } from '../ipc';
import { Lookup } from './lookup';

const SHOWN = 6;
/** One letter fits half the company. */
const LEAST = 2;

export class Matches {
  found = $state.raw<PersonMatch[]>([]);
  /** The place that the arrow keys have reached; -1 for the field itself. */
  at = $state(-1);
  readonly reached = $derived(this.found[this.at] ?? null);
  #lookup: Lookup<PersonMatch[]>;

  constructor(backend: Backend) {
    this.#lookup = new Lookup(
      async (text) => {
        const answer = await backend.commands.findPeople(text, SHOWN);
        return answer.status === 'ok' ? answer.data : [];
      },
      (found) => this.#show(found),
    );
  }

  /** Looks for a text; what was found before stays until the answer is there. */
  look(text: string): void {
    this.at = -1;
    if (text.length < LEAST) this.clear();
    else this.#lookup.about(text);
  }

  clear(): void {
    this.#lookup.drop();
    this.#show([]);
  }

  /** Moves through the list; from its ends back into the field. */
  step(by: 1 | -1): void {
    const places = this.found.length + 1;
    this.at = ((this.at + 1 + by + places) % places) - 1;
  }

  #show(found: PersonMatch[]): void {
    this.found = found;
    this.at = -1;
  }
}
