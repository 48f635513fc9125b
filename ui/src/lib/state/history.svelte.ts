/**
 * The call history as far as it was read: newest first, page by page. In: pages, and word that calls changed.
 * Out: lines by day. Lines already read stay while the newest page is read again.
 */
import type { Backend, CallFacts, CallLine } from '../ipc';

const REFETCH_MS = 1000;

export class History {
  lines = $state.raw<CallLine[]>([]);
  /** Where the next page begins; null at the end, undefined before the first page. */
  next = $state<string | null | undefined>(undefined);
  loading = $state(false);
  trouble = $state<string | null>(null);
  /** The call whose record is open. */
  chosen = $state<string | null>(null);
  facts = $state.raw<CallFacts | null>(null);
  #backend: Backend;
  #refetch: ReturnType<typeof setTimeout> | undefined;
  #watched = false;
  #reading: string | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The view is on the screen until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    void this.#readNewest();
    return () => (this.#watched = false);
  }

  touched(): void {
    if (!this.#watched) return;
    this.#refetch ??= setTimeout(() => {
      this.#refetch = undefined;
      void this.#readNewest();
      if (this.#reading) void this.#readFacts(this.#reading);
    }, REFETCH_MS);
  }

  async more(): Promise<void> {
    if (this.loading || !this.next) return;
    this.loading = true;
    const answer = await this.#backend.commands.recentCalls(this.next);
    this.loading = false;
    if (answer.status === 'error') {
      this.trouble = answer.error.message;
      return;
    }
    const known = new Set(this.lines.map((line) => line.call));
    this.lines = [...this.lines, ...answer.data.calls.filter((line) => !known.has(line.call))];
    this.next = answer.data.next;
  }

  /** Opens the record of a call, or closes it. */
  choose(call: string | null): void {
    this.chosen = call;
  }

  /** Fetches what is known of the call whose record is shown. */
  read(call: string | null): void {
    this.#reading = call;
    this.facts = null;
    if (call) void this.#readFacts(call);
  }

  async #readFacts(call: string): Promise<void> {
    const answer = await this.#backend.commands.callFacts(call);
    if (this.#reading === call && answer.status === 'ok') this.facts = answer.data;
  }

  async #readNewest(): Promise<void> {
    const answer = await this.#backend.commands.recentCalls(null);
    if (answer.status === 'error') {
      this.trouble = answer.error.message;
      return;
    }
    this.trouble = null;
    const { calls, next } = answer.data;
    const fresh = new Set(calls.map((line) => line.call));
    const oldest = calls.at(-1)?.startedAt ?? Infinity;
    const older = this.lines.filter((line) => !fresh.has(line.call) && line.startedAt <= oldest);
    this.lines = next === null ? calls : [...calls, ...older];
    if (older.length === 0 || next === null) this.next = next;
  }
}
