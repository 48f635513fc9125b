/** Sentences for a screen reader, said politely and never more often than one in three seconds. */
const PAUSE_MS = 3000;

export class Announcer {
  /** What the status region holds. */
  said = $state('');
  #waiting: string[] = [];
  #pausing = false;

  say(sentence: string): void {
    if (!this.#waiting.includes(sentence)) this.#waiting.push(sentence);
    if (!this.#pausing) this.#next();
  }

  #next(): void {
    const sentence = this.#waiting.shift();
    this.#pausing = sentence !== undefined;
    if (sentence === undefined) return;
    this.said = sentence;
    setTimeout(() => this.#next(), PAUSE_MS);
  }
}
