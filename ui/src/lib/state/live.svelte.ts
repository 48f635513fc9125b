/**
 * The live calls and the dispatcher's sessions as the engine last said them. In: whole views with a revision,
 * in any order. Out: the newest one. What the screen makes of it is in `incoming` and `sessions`.
 */
import type { LiveView } from '../ipc';

const NOTHING: LiveView = {
  revision: 0,
  board: {
    indicator: { state: 'idle', waiting: 0, ringing: 0, claimed: 0 },
    incoming: [],
    taken: [],
  },
  sessions: [],
};

export class LiveCalls {
  view = $state.raw<LiveView>(NOTHING);
  readonly indicator = $derived(this.view.board.indicator);
  readonly sessions = $derived(this.view.sessions);
  #known = false;

  /** Takes a view if nothing newer has been seen, and says whether it did. */
  accept(view: LiveView): boolean {
    if (this.#known && view.revision <= this.view.revision) return false;
    this.#known = true;
    this.view = view;
    return true;
  }
}
