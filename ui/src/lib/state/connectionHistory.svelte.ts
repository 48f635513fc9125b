/**
 * What became of the connection, as far as it was read: newest first, page by page. In: pages, and word that there is
 * more. Out: events. It is read while somebody looks.
 */
import type { Backend, ConnectionEvent } from '../ipc';

export class ConnectionHistory {
  events = $state.raw<ConnectionEvent[]>([]);
  /** Where the next page begins; null at the end. */
  next = $state<string | null>(null);
  trouble = $state<string | null>(null);
  #backend: Backend;
  #watched = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** It is on the screen until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    void this.#read(null);
    return () => (this.#watched = false);
  }

  touched(): void {
    if (this.#watched) void this.#read(null);
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.#read(this.next);
  }

  async #read(after: string | null): Promise<void> {
    const answer = await this.#backend.commands.connectionHistory(after);
    if (answer.status === 'error') {
      this.trouble = answer.error.message;
      return;
    }
    this.trouble = null;
    this.events = after === null ? answer.data.events : [...this.events, ...answer.data.events];
    this.next = answer.data.next;
  }
}
