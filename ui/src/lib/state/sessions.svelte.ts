/**
 * The dispatcher's active sessions: which one is shown, what was fetched of each, and what was typed into it.
 * In: the strip as the engine last said it. Out: saves, ends and reopenings. Switching loses nothing.
 */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Answer, Backend, SessionTab, SessionView } from '../ipc';
import { words } from '../words';
import { NotesDraft } from './draft.svelte';
import type { Notices } from './notices.svelte';

const LAST_CHOSEN = 'ringside.session';
/** A busy board touches the store many times a second; one look at it per second is enough. */
const REFETCH_MS = 1000;

export class Sessions {
  tabs = $state.raw<SessionTab[]>([]);
  chosen = $state<string | null>(null);
  /** The session whose end is being asked about, because its call still lives. */
  asking = $state<string | null>(null);
  /** The session takes the focus once it is shown: it was claimed by keyboard. */
  focusAsked = $state(false);
  /** Why a session could not be opened, in words. */
  trouble = $state<string | null>(null);
  readonly views = new SvelteMap<string, SessionView>();
  readonly drafts = new SvelteMap<string, NotesDraft>();
  /** Which of several customers is calling, as far as the person has said. */
  readonly customers = new SvelteMap<string, string>();
  readonly ending = new SvelteSet<string>();
  readonly current = $derived(this.tabs.find((tab) => tab.session === this.chosen) ?? null);

  #backend: Backend;
  #notices: Notices;
  #awaited: string | null = null;
  #refetch: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
    this.#awaited = localStorage.getItem(LAST_CHOSEN);
  }

  /** Takes the strip, and opens or lets go of sessions accordingly. */
  follow(tabs: SessionTab[]): void {
    const before = this.tabs;
    this.tabs = tabs;
    for (const gone of before.filter((old) => !tabs.some((tab) => tab.session === old.session))) {
      this.#letGo(gone.session);
    }
    const has = (session: string | null) => tabs.some((tab) => tab.session === session);
    if (this.#awaited && has(this.#awaited)) {
      this.choose(this.#awaited);
    } else if (!has(this.chosen)) {
      const place = Math.max(
        0,
        before.findIndex((tab) => tab.session === this.chosen),
      );
      const next = tabs[Math.min(place, tabs.length - 1)];
      if (next) this.#show(next.session);
      else this.chosen = null;
    } else if (changed(before, tabs, this.chosen)) {
      void this.#open(this.chosen);
    }
  }

  /** Shows a session; one that is not in the strip yet is shown as soon as it is. */
  choose(session: string): void {
    if (!this.tabs.some((tab) => tab.session === session)) {
      this.#awaited = session;
      return;
    }
    this.#awaited = null;
    this.#show(session);
  }

  /** The next session in the strip, or the one before. */
  step(by: 1 | -1): void {
    const at = this.tabs.findIndex((tab) => tab.session === this.chosen);
    const next = this.tabs.at((at + by) % Math.max(1, this.tabs.length));
    if (next) this.choose(next.session);
  }

  /** The store changed under what is shown. */
  touched(): void {
    this.#refetch ??= setTimeout(() => {
      this.#refetch = undefined;
      void this.#open(this.chosen);
    }, REFETCH_MS);
  }

  retry(): void {
    void this.#open(this.chosen);
  }

  draft(session: string): NotesDraft | undefined {
    return this.drafts.get(session);
  }

  /** Ends a session, or asks first if its call still lives. */
  async end(session: string, evenIfLive = false): Promise<void> {
    const tab = this.tabs.find((each) => each.session === session);
    if (!tab || this.ending.has(session)) return;
    if (tab.phase !== 'ended' && !evenIfLive) {
      this.choose(session);
      this.asking = session;
      return;
    }
    this.ending.add(session);
    await this.drafts.get(session)?.flush();
    const answer = await this.#backend.commands.endSession(session, evenIfLive);
    this.ending.delete(session);
    if (answer.status === 'ok') {
      this.asking = null;
      this.#notices.say(words.session.endedNotice(tab.title), () => void this.#reopen(session));
    } else if (answer.error.code === 'callStillLive') {
      this.choose(session);
      this.asking = session;
    } else {
      this.asking = null;
      this.#notices.say(answer.error.message);
    }
  }

  /** Saves everything that was typed. */
  async flush(): Promise<void> {
    await Promise.all([...this.drafts.values()].map((draft) => draft.flush()));
  }

  async #reopen(session: string): Promise<void> {
    const answer = await this.#backend.commands.reopenSession(session);
    if (answer.status === 'ok') this.choose(session);
    else this.#notices.say(answer.error.message);
  }

  #show(session: string): void {
    if (this.chosen === session) return;
    if (this.chosen) void this.drafts.get(this.chosen)?.flush();
    if (this.asking !== session) this.asking = null;
    this.chosen = session;
    localStorage.setItem(LAST_CHOSEN, session);
    void this.#open(session);
  }

  #letGo(session: string): void {
    this.views.delete(session);
    this.customers.delete(session);
    if (this.asking === session) this.asking = null;
    const draft = this.drafts.get(session);
    if (!draft || draft.state === 'clean') this.drafts.delete(session);
  }

  async #open(session: string | null): Promise<void> {
    if (!session) return;
    const answer: Answer<SessionView> = await this.#backend.commands.openSession(session);
    if (answer.status === 'error') {
      if (this.chosen === session) this.trouble = answer.error.message;
      return;
    }
    if (this.chosen === session) this.trouble = null;
    if (!this.tabs.some((tab) => tab.session === session)) return;
    const { notes } = answer.data;
    this.views.set(session, answer.data);
    const draft = this.drafts.get(session);
    if (draft) draft.refresh(notes);
    else this.drafts.set(session, new NotesDraft(notes, this.#notesOf(session)));
  }

  #notesOf(session: string) {
    const { commands } = this.#backend;
    return {
      save: (text: string, revision: number) => commands.saveNotes(session, text, revision),
      read: async () => {
        const answer = await commands.openSession(session);
        return answer.status === 'ok' ? answer.data.notes : null;
      },
    };
  }
}

function changed(before: SessionTab[], after: SessionTab[], session: string | null): boolean {
  const pick = (tabs: SessionTab[]) => tabs.find((tab) => tab.session === session);
  const [old, now] = [pick(before), pick(after)];
  return (
    old?.phase !== now?.phase ||
    old?.since !== now?.since ||
    old?.endedAt !== now?.endedAt ||
    old?.title !== now?.title
  );
}
