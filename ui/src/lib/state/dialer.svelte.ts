/**
 * The dialer: what is typed and what it comes to, and the one attempt to reach somebody. In: the engine's views,
 * keys, and clicks on any number of the window. Out: one `dial` for each of them, never a second one while the
 * first is under way. What the attempt does is told by the engine, in its words.
 */
import type {
  AppError,
  AttemptView,
  Backend,
  CallNote,
  CautionKind,
  CautionView,
  DialerView,
  DialingChoices,
  NumberCheck,
} from '../ipc';
import { isName } from '../numbers';
import { words } from '../words';
import type { DialerPlace } from './dialerPlace.svelte';
import { Lookup } from './lookup';
import { Matches } from './matches.svelte';
import type { Notices } from './notices.svelte';

/** A click on Hang up that comes a moment too late must not dial again. */
const SETTLES_MS = 700;

const NOTHING: DialerView = {
  revision: 0,
  readiness: { kind: 'starting' },
  phones: [],
  callerIds: [],
  choices: { phone: '', callerId: '', pressOne: false, combineExtensions: false },
  phone: null,
  attempt: null,
  recent: [],
};

/** What is to dial once the cautions are read. */
type By = 'ringOut' | 'otherProgram';

/** Somebody to dial: the number as typed or as a contact has it, and the name beside it. */
export interface Who {
  text: string;
  name?: string | null;
}

export class Dialer {
  view = $state.raw<DialerView>(NOTHING);
  text = $state('');
  /** Whose number it is, as long as the text stays as it was filled in. */
  name = $state<string | null>(null);
  check = $state.raw<NumberCheck | null>(null);
  /** Press 1 first, for the next call only; null for what was chosen. */
  pressOne = $state<boolean | null>(null);
  /** What the person is to look at before the number is dialed. */
  asks = $state.raw<{ who: Who; cautions: CautionView[]; by: By } | null>(null);
  /** The choices behind the gear are open. */
  settingUp = $state(false);
  readonly matches: Matches;
  readonly attempt = $derived(this.view.attempt);
  readonly live = $derived(isLive(this.view.attempt));
  /** Somebody is being called: from the click on, until it is over. */
  readonly busy = $derived.by(() => this.live || this.#placing !== null);
  /** What is wrong with the number. */
  readonly refusal = $derived.by(() =>
    this.#refused && this.#refused.field !== 'phone' ? this.#refused.message : (this.check?.refused ?? null),
  );
  /** What is wrong with the person's own phone. */
  readonly phoneRefusal = $derived.by(() =>
    this.#refused?.field === 'phone' ? this.#refused.message : null,
  );
  /** Whom Call calls: who was reached by arrow keys, else the number, else the best match of a name. */
  readonly target = $derived.by(() => this.#target());

  #backend: Backend;
  #notices: Notices;
  #place: DialerPlace;
  #checks: Lookup<NumberCheck | null>;
  #refused = $state.raw<Pick<AppError, 'field' | 'message'> | null>(null);
  #filled = false;
  #known = false;
  /** What is being dialed, from the click until the engine's view shows it. */
  #placing = $state.raw<{ dialed: string | null } | null>(null);
  /** The text that was clicked last; the engine knows it in its own notation. */
  #clicked = '';
  #endedAt = -Infinity;

  constructor(backend: Backend, notices: Notices, place: DialerPlace) {
    this.#backend = backend;
    this.#notices = notices;
    this.#place = place;
    this.matches = new Matches(backend);
    this.#checks = new Lookup(
      (text) => this.#ask(text),
      (check) => {
        this.check = check;
        if (this.#filled) this.tidy();
      },
    );
  }

  /** Takes a view if nothing newer has been seen, and says whether it did. */
  accept(view: DialerView): boolean {
    if (this.#known && view.revision <= this.view.revision) return false;
    this.#known = true;
    if (this.live && !isLive(view.attempt)) this.#endedAt = performance.now();
    this.view = view;
    this.#seen();
    return true;
  }

  // The number field

  /** Something was typed. An attempt that is over makes room for it. */
  typed(text: string): void {
    if (this.attempt && !this.live) void this.closeAttempt();
    this.#write(text);
    this.matches.look(text.trim());
    if (text.trim() === '' || isName(text)) this.#checks.drop();
    else this.#checks.about(text);
  }

  /** Puts somebody into the field, from where a click on Call reaches them. */
  fill(who: Who): void {
    this.typed(who.text);
    this.matches.clear();
    this.name = who.name || null;
    this.#filled = true;
    this.#place.show();
  }

  /** A link asked for a number: it is shown, with what is wrong with it, and never dialed by itself. */
  offer(text: string, refused: string | null): void {
    this.fill({ text });
    this.#refused = refused === null ? null : { field: 'number', message: refused };
  }

  clear(): void {
    this.typed('');
  }

  /** Shows the number as people read it. One that may only be the beginning of a longer one stays as it is. */
  tidy(): void {
    const shown = this.check?.shown;
    if (shown && !/\p{L}/u.test(shown)) this.text = shown;
  }

  // The attempt

  /** Calls somebody, once: further clicks do nothing until this one has been answered and is over. */
  async call(who: Who, confirmed: CautionKind[] = []): Promise<void> {
    this.#place.show();
    if (this.busy) return this.#tellIfOther(who);
    this.#placing = { dialed: null };
    this.#clicked = who.text;
    this.#refused = null;
    this.settingUp = false;
    const form = { text: who.text, name: who.name || null, pressOne: this.pressOne, confirmed };
    const answer = await this.#backend.commands.dial(form);
    if (answer.status === 'error') {
      this.#placing = null;
      this.#refuse(who, answer.error);
    } else if (answer.data.kind === 'asks') {
      this.#placing = null;
      this.asks = { who, cautions: answer.data.cautions, by: 'ringOut' };
    } else {
      this.#placing = { dialed: answer.data.dialed };
      this.#seen();
      this.pressOne = null;
      this.#write('');
      this.matches.clear();
      this.#checks.drop();
    }
  }

  async callTarget(): Promise<void> {
    if (this.target) await this.call(this.target);
  }

  /** The person has read the cautions and goes on. */
  async goOn(): Promise<void> {
    const { asks } = this;
    if (!asks || !asks.cautions.every((caution) => caution.mayGoOn)) return;
    this.asks = null;
    const confirmed = asks.cautions.map((caution) => caution.kind);
    if (asks.by === 'ringOut') await this.call(asks.who, confirmed);
    else await this.#handOver(asks.who, confirmed);
  }

  stop(): void {
    this.asks = null;
  }

  /** The number may be called again; it is not called by that. */
  async allowAsked(): Promise<void> {
    const who = this.asks?.who;
    if (!who || !(await this.allowContact(who.text))) return;
    this.asks = null;
    this.#notices.say(words.dialer.allowed(who.name || who.text));
  }

  /** The same once more. That they were called a moment ago, the person knows. */
  async again(): Promise<void> {
    const { attempt } = this;
    if (!attempt || this.#settles()) return;
    await this.call(whoOf(attempt), ['dialedRecently']);
  }

  hangUp = () => this.#run(() => this.#backend.commands.hangUp());

  closeAttempt = () => this.#run(() => this.#backend.commands.closeAttempt());

  /** Puts the number of an attempt back into the field, to be corrected. */
  correct(): void {
    const { attempt } = this;
    if (!attempt || this.#settles()) return;
    this.fill(whoOf(attempt));
    this.#place.enter();
  }

  /** Opens another phone program with the number that is typed. */
  async handOff(): Promise<void> {
    if (this.target) await this.#handOver(this.target, []);
  }

  async #handOver(who: Who, confirmed: CautionKind[]): Promise<void> {
    const form = { text: who.text, name: who.name || null, pressOne: null, confirmed };
    const answer = await this.#backend.commands.handOff(form);
    if (answer.status === 'error') this.#refuse(who, answer.error);
    else if (answer.data.kind === 'asks')
      this.asks = { who, cautions: answer.data.cautions, by: 'otherProgram' };
    else this.#notices.say(words.dialer.handedOff);
  }

  // Choices and what was dialed

  async choose(part: Partial<DialingChoices>): Promise<void> {
    const error = await this.setUp(part);
    if (error) this.#notices.say(error.message);
  }

  /** Takes over choices; answers why that was refused. */
  async setUp(part: Partial<DialingChoices>): Promise<AppError | null> {
    const before = this.view;
    const choices = { ...before.choices, ...part };
    const phone = before.phones.find((each) => each.key === choices.phone) ?? before.phone;
    this.view = { ...before, choices, phone };
    const answer = await this.#backend.commands.chooseDialing(choices);
    if (answer.status === 'ok') {
      if (this.phoneRefusal) this.#refused = null;
      return null;
    }
    if (this.view.revision === before.revision) this.view = before;
    return answer.error;
  }

  findPhones = () => this.#run(() => this.#backend.commands.findPhones());

  note = (dialed: string, notes: string) => this.#run(() => this.#backend.commands.noteDialed(dialed, notes));

  /** Writes down a call made with another phone; answers why that was refused. */
  async log(note: CallNote): Promise<AppError | null> {
    const answer = await this.#backend.commands.logCall(note);
    return answer.status === 'error' ? answer.error : null;
  }

  async markDoNotContact(who: Who, why: string): Promise<void> {
    if (!(await this.#run(() => this.#backend.commands.markDoNotContact(who.text, why)))) return;
    this.#notices.say(words.dialer.marked(who.name || who.text), () => void this.allowContact(who.text));
  }

  allowContact = (text: string) => this.#run(() => this.#backend.commands.allowContact(text));

  #write(text: string): void {
    this.text = text;
    this.name = null;
    this.#filled = false;
    this.check = null;
    this.asks = null;
    this.#refused = null;
  }

  async #ask(text: string): Promise<NumberCheck | null> {
    const answer = await this.#backend.commands.checkNumber(text);
    return answer.status === 'ok' ? answer.data : null;
  }

  #target(): Who | null {
    const { reached, found } = this.matches;
    if (reached) return reached;
    const text = this.text.trim();
    if (text === '') return null;
    return (isName(text) && !this.name && found[0]) || { text, name: this.name };
  }

  /** The view knows of the attempt: from here on its state says whether another one may begin. */
  #seen(): void {
    const dialed = this.#placing?.dialed;
    if (!dialed) return;
    const { attempt, recent } = this.view;
    if (attempt?.dialed === dialed || recent.some((line) => line.dialed === dialed)) this.#placing = null;
  }

  /** A second click on the same number is the first one's echo; on another one it deserves an answer. */
  #tellIfOther(who: Who): void {
    const isEcho = who.text === this.#clicked || who.text === this.attempt?.text;
    if (!isEcho) this.#notices.say(words.dialer.oneAtATime);
  }

  #refuse(who: Who, error: AppError): void {
    if (this.text.trim() !== who.text.trim()) this.fill(who);
    this.#refused = error;
  }

  #settles(): boolean {
    return performance.now() - this.#endedAt < SETTLES_MS;
  }

  async #run(command: () => Promise<{ status: 'ok' } | { status: 'error'; error: AppError }>) {
    const answer = await command();
    if (answer.status === 'error') this.#notices.say(answer.error.message);
    return answer.status === 'ok';
  }
}

/** It is neither over nor absent. */
function isLive(attempt: AttemptView | null): boolean {
  return attempt !== null && attempt.state.kind !== 'ended';
}

/** An attempt carries the number for a name where it knows none. */
function whoOf({ text, name, number }: AttemptView): Who {
  return { text, name: name === number ? null : name };
}
