/**
 * Questions that are asked while somebody types: a moment after the last key, and only the answer to the newest
 * question counts, whatever order they come in.
 */
const REST_MS = 120;

export class Lookup<A> {
  #ask: (text: string) => Promise<A>;
  #take: (answer: A, text: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #newest = 0;

  constructor(ask: (text: string) => Promise<A>, take: (answer: A, text: string) => void) {
    this.#ask = ask;
    this.#take = take;
  }

  /** Asks about a text once no other follows for a moment. */
  about(text: string): void {
    this.drop();
    this.#timer = setTimeout(() => void this.#run(text), REST_MS);
  }

  /** Asks nothing more, and takes no answer that is still on its way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#newest += 1;
  }

  async #run(text: string): Promise<void> {
    const asked = this.#newest;
    const answer = await this.#ask(text);
    if (asked === this.#newest) this.#take(answer, text);
  }
}
