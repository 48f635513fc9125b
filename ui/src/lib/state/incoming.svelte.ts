/**
 * The incoming list as it stands on the screen: whether it is open and why, the order of its rows, and claims
 * made from it. In: the board, pointer and focus. Out: a claim. While somebody is inside, no row moves: new ones
 * join at the end, and one that was taken or went stays for two seconds to say so.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { BoardView, IncomingCall } from '../ipc';
import { words } from '../words';

const HOVER_OPENS_MS = 120;
const LEAVING_CLOSES_MS = 240;
const DEAF_AFTER_HOVER_MS = 500;
const FAREWELL_MS = 2000;

/** A row: a call, or what became of it. */
export interface IncomingRow {
  call: IncomingCall;
  farewell: string | null;
}

export class IncomingList {
  /** `hovered` goes when the pointer leaves, `pinned` stays until it is closed. */
  opened = $state<'no' | 'hovered' | 'pinned'>('no');
  rows = $state.raw<IncomingRow[]>([]);
  /** The list has a place of its own in a wide window and is always there. */
  docked = $state(false);
  /** Somebody asked for the list by keyboard: its first row takes the focus. */
  focusAsked = $state(false);
  readonly claiming = new SvelteSet<string>();
  readonly visible = $derived(this.docked || this.opened !== 'no');

  #board: BoardView | null = null;
  #farewells = new Map<string, IncomingRow>();
  #mine = new Set<string>();
  #pointerInside = false;
  #focusInside = false;
  #phoneFocused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hoveredOpenAt = -Infinity;
  #order: IncomingRow[] = [];

  /** Takes the board, and which calls are the dispatcher's own by now. */
  follow(board: BoardView, mine: Iterable<string>): void {
    const before = this.#board;
    this.#board = board;
    this.#mine = new Set(mine);
    const now = new Set(board.incoming.map((call) => call.call));
    for (const call of now) this.#farewells.delete(call);
    for (const call of before?.incoming ?? []) {
      if (!now.has(call.call)) this.#sayFarewell(call, board);
    }
    this.#arrange();
  }

  // Opening and closing

  pointerEnteredPhone(): void {
    if (this.opened !== 'no') return this.#stay();
    this.#after(HOVER_OPENS_MS, () => this.#openHovered());
  }

  pointerLeftPhone(): void {
    this.#leaveLater();
  }

  /** Reached by keyboard, the phone shows the list too; the focus stays on the phone. */
  focusReachedPhone(): void {
    this.#phoneFocused = true;
    if (this.opened !== 'no') return this.#stay();
    this.#after(HOVER_OPENS_MS, () => (this.opened = 'hovered'));
  }

  focusLeftPhone(): void {
    this.#phoneFocused = false;
    if (!this.#pointerInside) this.#leaveLater();
  }

  pointerEntered(): void {
    this.#stay();
    this.#pointerInside = true;
  }

  pointerLeft(): void {
    this.#pointerInside = false;
    this.#leaveLater();
    this.#arrange();
  }

  focusEntered(): void {
    this.#stay();
    this.#focusInside = true;
  }

  focusLeft(): void {
    this.#focusInside = false;
    if (this.opened === 'hovered' && !this.#pointerInside) this.#leaveLater();
    this.#arrange();
  }

  /** A click on the phone keeps the list, or closes one that was kept. */
  toggle(): void {
    if (this.opened === 'pinned') this.close();
    else this.pin();
  }

  /** Gives the list a place of its own, or takes it away. */
  dock(docked: boolean): void {
    if (docked === this.docked) return;
    this.close();
    this.docked = docked;
  }

  /** Opens the list for the keyboard. */
  enter(): void {
    if (!this.docked) this.pin();
    this.focusAsked = true;
  }

  pin(): void {
    this.#stay();
    this.opened = 'pinned';
    this.#hoveredOpenAt = -Infinity;
  }

  close(): void {
    this.#stay();
    this.opened = 'no';
    this.#pointerInside = false;
    this.#focusInside = false;
    this.#arrange();
  }

  /** Keys typed before the person could have seen the list are not meant for it. */
  get deaf(): boolean {
    return performance.now() - this.#hoveredOpenAt < DEAF_AFTER_HOVER_MS;
  }

  get frozen(): boolean {
    return this.#pointerInside || this.#focusInside;
  }

  #openHovered(): void {
    this.opened = 'hovered';
    this.#hoveredOpenAt = performance.now();
  }

  #leaveLater(): void {
    clearTimeout(this.#timer);
    if (this.opened === 'pinned' || this.#focusInside || this.#phoneFocused) return;
    this.#after(LEAVING_CLOSES_MS, () => this.close());
  }

  #stay(): void {
    clearTimeout(this.#timer);
  }

  #after(ms: number, run: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, ms);
  }

  // Rows

  /** Shows for two seconds why a call leaves the list. */
  farewell(call: IncomingCall, sentence: string): void {
    this.#farewells.set(call.call, { call, farewell: sentence });
    setTimeout(() => {
      this.#farewells.delete(call.call);
      this.#arrange();
    }, FAREWELL_MS);
    this.#arrange();
  }

  #sayFarewell(call: IncomingCall, board: BoardView): void {
    if (!this.visible || this.#mine.has(call.call) || this.claiming.has(call.call)) return;
    const taken = board.taken.find((claim) => claim.call === call.call);
    if (taken) this.farewell(call, words.incoming.taken(taken.by, taken.at));
    else if (this.frozen) this.farewell(call, words.incoming.gone);
  }

  #arrange(): void {
    const fresh = (this.#board?.incoming ?? []).map(
      (call): IncomingRow => this.#farewells.get(call.call) ?? { call, farewell: null },
    );
    const known = new Map([
      ...this.#farewells.entries(),
      ...fresh.map((row) => [row.call.call, row] as const),
    ]);
    if (this.frozen) {
      const kept = this.#order.flatMap((old) => known.get(old.call.call) ?? []);
      const keptIds = new Set(kept.map((row) => row.call.call));
      this.#order = [...kept, ...fresh.filter((row) => !keptIds.has(row.call.call))];
    } else {
      const order = [...fresh];
      const inFresh = new Set(fresh.map((row) => row.call.call));
      this.#order.forEach((old, place) => {
        const leaving = this.#farewells.get(old.call.call);
        if (leaving && !inFresh.has(old.call.call)) order.splice(Math.min(place, order.length), 0, leaving);
      });
      this.#order = order;
    }
    this.rows = this.#order;
  }
}
