/** Letters that are typed in a list lead to the name that begins with them. */
import { folded } from '../../lib/folded';

/** Letters that follow this soon belong together. */
const TOGETHER_MS = 700;

export class Jump {
  #typed = '';
  #at = 0;

  /** Which name the letter leads to, from the one that has the focus on; -1 if none begins so. */
  to(letter: string, names: string[], here: number, now = performance.now()): number {
    const again = now - this.#at < TOGETHER_MS;
    this.#typed = again ? this.#typed + folded(letter) : folded(letter);
    this.#at = now;
    const sought = names.map(folded);
    const begins = (name: string) => name.startsWith(this.#typed);
    // One letter goes on to the next such name; more letters may mean this one.
    const from = this.#typed.length > 1 ? here : here + 1;
    const after = sought.findIndex((name, place) => place >= from && begins(name));
    return after >= 0 ? after : sought.findIndex(begins);
  }
}
