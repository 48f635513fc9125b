/** The bar at the foot of the window: what was just done, with Undo where that is possible. One at a time. */
const SHOWN_MS = 10_000;

export interface Notice {
  text: string;
  undo: (() => void) | null;
}

export class Notices {
  current = $state.raw<Notice | null>(null);
  #left = 0;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says what was done. The bar goes by itself after ten seconds. */
  say(text: string, undo: (() => void) | null = null): void {
    this.current = { text, undo };
    this.#left = SHOWN_MS;
    this.resume();
  }

  /** Holds the bar while somebody looks at it. */
  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
  }

  resume(): void {
    clearTimeout(this.#timer);
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.close(), this.#left);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.current = null;
  }

  /** Takes the last act back; false if there is none that can be. */
  undo(): boolean {
    const undo = this.current?.undo;
    if (!undo) return false;
    this.close();
    undo();
    return true;
  }
}
