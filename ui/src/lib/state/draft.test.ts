import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, Notes } from '../ipc';
import { NotesDraft } from './draft.svelte';

/** A store with revisions, as the engine has one. */
class Shelf {
  notes: Notes = { text: '', revision: 1, savedAt: null };
  saves: string[] = [];
  down = false;

  save = async (text: string, revision: number): Promise<Answer<Notes>> => {
    this.saves.push(text);
    if (this.down) return refusal('store');
    if (revision !== this.notes.revision) return refusal('staleNotes');
    return { status: 'ok', data: this.write(text) };
  };
  read = async () => this.notes;

  write(text: string): Notes {
    this.notes = { text, revision: this.notes.revision + 1, savedAt: 1 };
    return this.notes;
  }
}

const refusal = (code: 'store' | 'staleNotes'): Answer<Notes> => ({
  status: 'error',
  error: { code, message: 'no', field: null, retryAt: null },
});

let shelf: Shelf;
let draft: NotesDraft;

beforeEach(() => {
  vi.useFakeTimers();
  shelf = new Shelf();
  draft = new NotesDraft(shelf.notes, shelf);
});
afterEach(() => void vi.useRealTimers());

describe('notes', () => {
  it('are saved once, 400 ms after the last key', async () => {
    for (const text of ['g', 'ga', 'gat', 'gate']) {
      draft.write(text);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(shelf.saves, 'nothing while somebody types').toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(shelf.saves, 'one save, with all of it').toEqual(['gate']);
    expect(draft.state, 'and the draft is clean').toBe('clean');
  });

  it('that were typed during a save are saved after it', async () => {
    draft.write('one');
    const saved = draft.flush();
    draft.write('one two');
    await saved;
    expect(shelf.notes.text, 'the last text reached the store').toBe('one two');
    expect(draft.state).toBe('clean');
  });

  it('changed elsewhere are shown beside mine, and nothing is saved until one is chosen', async () => {
    draft.write('mine');
    shelf.write('theirs');
    await draft.flush();
    expect(draft.state, 'the person decides').toBe('stale');
    expect([draft.text, draft.theirs?.text], 'both texts are there').toEqual(['mine', 'theirs']);
    draft.write('mine, longer');
    await vi.advanceTimersByTimeAsync(5000);
    expect(shelf.notes.text, 'the other text is not overwritten').toBe('theirs');
    draft.keepBoth();
    await vi.advanceTimersByTimeAsync(0);
    expect(shelf.notes.text, 'both, one after the other').toBe('theirs\n\nmine, longer');
    expect(draft.state).toBe('clean');
  });

  it('of our own whose answer got lost are not a conflict', async () => {
    draft.write('one');
    const save = shelf.save;
    shelf.save = async (text, revision) => {
      await save(text, revision);
      shelf.save = save;
      return refusal('staleNotes');
    };
    await draft.flush();
    expect(draft.state, 'the store has exactly what was sent').toBe('clean');
    expect(shelf.notes.text).toBe('one');
  });

  it('that could not be saved are tried again', async () => {
    shelf.down = true;
    draft.write('keep me');
    await draft.flush();
    expect(draft.state, 'the screen says so').toBe('failed');
    shelf.down = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(shelf.notes.text, 'five seconds later the store has it').toBe('keep me');
    expect(draft.trouble, 'and nothing is wrong any more').toBeNull();
  });

  it('take a newer text from the store only while nothing is typed', () => {
    draft.refresh(shelf.write('from another desk'));
    expect(draft.text, 'a clean draft follows').toBe('from another desk');
    draft.write('typing');
    draft.refresh(shelf.write('later'));
    expect(draft.text, 'a typed text stays').toBe('typing');
  });
});
