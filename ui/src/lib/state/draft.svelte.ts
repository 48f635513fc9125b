/**
 * The notes of one session while they are being written. It owns the typed text until the store has it, saves
 * it 400 ms after the last key, and keeps both texts when somebody else was faster. Nothing typed is dropped:
 * a save that did not work is tried again.
 */
import type { Answer, Notes } from '../ipc';

const AUTOSAVE_MS = 400;
const RETRY_MS = 5000;

export type DraftState = 'clean' | 'dirty' | 'saving' | 'failed' | 'stale';

export interface NotesStore {
  save(text: string, revision: number): Promise<Answer<Notes>>;
  read(): Promise<Notes | null>;
}

export class NotesDraft {
  text = $state('');
  state = $state<DraftState>('clean');
  savedAt = $state<number | null>(null);
  /** Why the last save did not work, in words. */
  trouble = $state<string | null>(null);
  /** The other text, while the person has to choose. */
  theirs = $state.raw<Notes | null>(null);

  #stored: Notes;
  #store: NotesStore;
  #sent: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;

  constructor(stored: Notes, store: NotesStore) {
    this.#stored = stored;
    this.#store = store;
    this.text = stored.text;
    this.savedAt = stored.savedAt;
  }

  write(text: string): void {
    this.text = text;
    if (this.state === 'stale') return;
    if (this.state !== 'saving') this.state = text === this.#stored.text ? 'clean' : 'dirty';
    this.#saveAfter(AUTOSAVE_MS);
  }

  /** The store may have newer notes. They are taken only when nothing of ours would be lost. */
  refresh(stored: Notes): void {
    if (this.state !== 'clean' || this.#saving || stored.revision < this.#stored.revision) return;
    this.#adopt(stored);
    this.text = stored.text;
  }

  /** Saves what is unsaved, now. Resolves when the store has answered. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.state === 'stale') return;
    this.#saving ??= this.#saveAll().finally(() => (this.#saving = null));
    await this.#saving;
  }

  keepMine(): void {
    this.#settle(this.text);
  }

  takeTheirs(): void {
    this.#settle(this.theirs?.text ?? this.text);
  }

  keepBoth(): void {
    this.#settle([this.theirs?.text, this.text].filter(Boolean).join('\n\n'));
  }

  #settle(text: string): void {
    if (!this.theirs) return;
    this.#adopt(this.theirs);
    this.theirs = null;
    this.write(text);
    void this.flush();
  }

  #saveAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #adopt(stored: Notes): void {
    this.#stored = stored;
    this.savedAt = stored.savedAt;
    this.trouble = null;
    this.state = 'clean';
  }

  /** Typing goes on while a save is under way, so it saves until the store has the last text. */
  async #saveAll(): Promise<void> {
    while (this.text !== this.#stored.text) {
      const text = this.text;
      this.state = 'saving';
      this.#sent = text;
      const answer = await this.#store.save(text, this.#stored.revision);
      if (answer.status === 'ok') {
        this.#adopt(answer.data);
        continue;
      }
      if (answer.error.code === 'staleNotes') {
        if (await this.#meetTheirs()) continue;
        return;
      }
      this.trouble = answer.error.message;
      this.state = 'failed';
      if (answer.error.code !== 'notFound') this.#saveAfter(RETRY_MS);
      return;
    }
    this.state = 'clean';
  }

  /** True if the other text is our own earlier one (its answer got lost), so that saving can go on. */
  async #meetTheirs(): Promise<boolean> {
    const theirs = await this.#store.read();
    if (!theirs) {
      this.state = 'failed';
      this.#saveAfter(RETRY_MS);
      return false;
    }
    if (theirs.text === this.#sent || theirs.text === this.#stored.text) {
      this.#adopt(theirs);
      return true;
    }
    this.theirs = theirs;
    this.state = 'stale';
    return false;
  }
}
