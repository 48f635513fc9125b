/**
 * The window's state put together: one object per hot thing, fed by the snapshot and then by pushes. Components
 * reach it through the context. What a person does starts here when it concerns more than one of the parts.
 */
import { createContext } from 'svelte';
import type {
  Backend,
  BannerAction,
  BannerTopic,
  Chosen,
  DeskView,
  IncomingCall,
  LiveView,
  Push,
  Tag,
} from '../ipc';
import { commandsOf } from '../find/commands';
import { words } from '../words';
import { Announcer } from './announcer.svelte';
import { ConnectionHistory } from './connectionHistory.svelte';
import { Contacts } from './contacts.svelte';
import { SharedDatabase } from './database.svelte';
import { Desk } from './desk.svelte';
import { Dialer } from './dialer.svelte';
import { DialerPlace } from './dialerPlace.svelte';
import { Door } from './door.svelte';
import { Find } from './find.svelte';
import { History } from './history.svelte';
import { IncomingList } from './incoming.svelte';
import { Layers } from './layers.svelte';
import { Layout } from './layout.svelte';
import { LiveCalls } from './live.svelte';
import { Notices } from './notices.svelte';
import { Now } from './now.svelte';
import type { Place, View } from './places';
import { Secrets } from './secrets.svelte';
import { Sessions } from './sessions.svelte';
import { SignIn } from './signIn.svelte';

export const [useApp, provideApp] = createContext<App>();

/** Closing waits this long for the last save; the program itself waits no longer than five seconds. */
const CLOSING_MS = 4800;

export class App {
  view = $state<View>('live');
  /** What of the settings is shown. */
  databaseShown = $state(false);
  /** The first snapshot is in. */
  ready = $state(false);
  /** Why there is no snapshot, in words. */
  trouble = $state<string | null>(null);
  sheetOpen = $state(false);
  /** Whether the person is being asked about clearing the credentials. */
  clearing = $state(false);
  readonly now = new Now();
  readonly live = new LiveCalls();
  readonly incoming = new IncomingList();
  readonly notices = new Notices();
  readonly announcer = new Announcer();
  readonly layers = new Layers();
  readonly layout = new Layout();
  readonly dialerPlace = new DialerPlace(this.layout, () => this.view);
  readonly door: Door;
  readonly desk: Desk;
  readonly signIn: SignIn;
  readonly secrets: Secrets;
  readonly sessions: Sessions;
  readonly history: History;
  readonly contacts: Contacts;
  readonly connectionHistory: ConnectionHistory;
  readonly database: SharedDatabase;
  readonly dialer: Dialer;
  readonly find: Find;
  readonly backend: Backend;
  #early: Push[] | null = [];

  constructor(backend: Backend) {
    this.backend = backend;
    this.door = new Door(backend);
    this.desk = new Desk(backend, this.notices);
    this.signIn = new SignIn(backend);
    this.secrets = new Secrets(backend);
    this.sessions = new Sessions(backend, this.notices);
    this.history = new History(backend);
    this.contacts = new Contacts(backend, this.notices);
    this.connectionHistory = new ConnectionHistory(backend);
    this.database = new SharedDatabase(backend);
    this.dialer = new Dialer(backend, this.notices, this.dialerPlace);
    this.find = new Find(backend, () => ({ sessions: this.sessions.tabs, commands: commandsOf(this) }));
  }

  /** Listens, then asks for everything, so that nothing is missed between the two. */
  async start(): Promise<void> {
    await this.backend.onPush((push) => (this.#early ? this.#early.push(push) : this.#hear(push)));
    await this.backend.beforeClose(() => this.#finish());
    await this.backend.onDoorChanged(() => void this.load());
    await this.backend.onChosen((place) => this.choose(place));
    await this.load();
  }

  async load(): Promise<void> {
    const door = await this.backend.commands.door();
    this.door.view = door.status === 'ok' ? door.data : null;
    if (this.door.view) return;
    const answer = await this.backend.commands.snapshot();
    if (answer.status === 'error') {
      this.trouble = answer.error.message;
      return;
    }
    this.trouble = null;
    const { live, signIn, connection, banners, dialer } = answer.data;
    this.#hearLive(live);
    this.dialer.accept(dialer);
    this.signIn.view = signIn;
    this.desk.connection = connection;
    this.desk.banners = banners;
    this.#hearDesk(answer.data);
    const early = this.#early ?? [];
    this.#early = null;
    early.forEach((push) => this.#hear(push));
    this.ready = true;
  }

  /** Takes the call. The session is shown as soon as the strip has it. */
  async claim(call: IncomingCall): Promise<boolean> {
    if (this.incoming.claiming.has(call.call)) return false;
    this.incoming.claiming.add(call.call);
    const answer = await this.backend.commands.claim(call.call);
    this.incoming.claiming.delete(call.call);
    if (answer.status === 'ok') {
      this.openSession(answer.data);
      return true;
    }
    if (answer.error.code === 'alreadyClaimed') this.incoming.farewell(call, answer.error.message);
    else this.notices.say(answer.error.message);
    this.announcer.say(answer.error.message);
    return false;
  }

  go(place: Place): void {
    this.databaseShown = place === 'sharedDatabase';
    this.view = place === 'sharedDatabase' ? 'settings' : place;
  }

  /** Something was chosen in the menu bar. */
  choose(entry: Chosen): void {
    switch (entry) {
      case 'keys':
        this.sheetOpen = true;
        return;
      case 'getCredentials':
        void this.getCredentials();
        return;
      case 'clearCredentials':
        this.clearing = true;
        return;
      default:
        this.go(entry);
    }
  }

  openSession(session: string): void {
    this.go('live');
    this.sessions.choose(session);
  }

  /** Ends the session that is shown, or asks first; false if there is none. */
  endSession(): boolean {
    const { chosen } = this.sessions;
    if (!chosen) return false;
    this.go('live');
    void this.sessions.end(chosen);
    return true;
  }

  /** Shows the record of a call in the history. */
  openCall(call: string): void {
    this.go('calls');
    this.history.choose(call);
  }

  /** Shows the record of a contact, in the list of those who were looked for with it. */
  openContact(id: string, query: string): void {
    this.go('contacts');
    this.contacts.look(query);
    this.contacts.choose(id);
  }

  async tryNow(): Promise<void> {
    const answer = await this.backend.commands.tryNow();
    if (answer.status === 'error') this.notices.say(answer.error.message);
  }

  /** Signs in with the setup as it is, or goes to where it can be completed. */
  async beginSignIn(): Promise<void> {
    if (this.signIn.state.kind === 'needsSetup') {
      this.go(this.sessions.tabs.length > 0 ? 'settings' : 'live');
      return;
    }
    await this.signIn.start();
    if (this.signIn.error && this.signIn.error.field === null) this.notices.say(this.signIn.error.message);
  }

  /** Signs in, again or for the first time; whatever is open stays as it is. */
  async getCredentials(): Promise<void> {
    if (this.signIn.state.kind === 'needsSetup') return this.go('settings');
    await this.signIn.begin();
    if (this.signIn.error) this.notices.say(this.signIn.error.message);
  }

  /** Ends the sign-in everywhere. What was written stays. */
  async clearCredentials(): Promise<void> {
    await this.signIn.clear();
    this.clearing = false;
    this.notices.say(this.signIn.error?.message ?? words.credentials.cleared);
  }

  async act(action: BannerAction, topic: BannerTopic): Promise<void> {
    switch (action) {
      case 'tryNow':
        return this.tryNow();
      case 'signIn':
        return this.beginSignIn();
      case 'openSettings':
        this.go('settings');
        return;
      case 'keepInFile':
        this.view = 'settings';
        this.secrets.offer();
        await this.backend.commands.dismissBanner(topic);
        return;
      case 'dismiss':
        await this.backend.commands.dismissBanner(topic);
    }
  }

  async restart(): Promise<void> {
    await this.#finish();
    await this.backend.commands.restart();
  }

  async quit(): Promise<void> {
    await this.#finish();
    await this.backend.commands.quit();
  }

  #hear(push: Push): void {
    switch (push.kind) {
      case 'live':
        return this.#hearLive(push.value);
      case 'signIn':
        this.signIn.view = push.value;
        return;
      case 'connection':
        this.desk.connection = push.value;
        return;
      case 'desk':
        return this.#hearDesk(push.value);
      case 'banners':
        this.desk.banners = push.value;
        return;
      case 'openSession':
        return this.openSession(push.value);
      case 'dialer':
        this.dialer.accept(push.value);
        return;
      case 'openDialer':
        this.dialer.offer(push.value.text, push.value.refused);
        return;
      case 'moving':
        this.database.moving = push.value ?? null;
        return;
      case 'touched':
        this.sessions.touched();
        if (push.value.includes('calls') || push.value.includes('claims')) this.history.touched();
        if (push.value.includes('connection')) this.connectionHistory.touched();
        // Calls too: they light the lamps of colleagues.
        if (['contacts', 'customers', 'calls'].some((tag) => push.value.includes(tag as Tag)))
          this.contacts.touched();
    }
  }

  #hearLive(view: LiveView): void {
    const before = this.live.view;
    if (!this.live.accept(view)) return;
    this.incoming.follow(
      view.board,
      view.sessions.map((tab) => tab.call),
    );
    this.sessions.follow(view.sessions);
    if (this.ready) this.#announce(before, view);
  }

  #hearDesk(desk: DeskView): void {
    this.desk.dispatcher = desk.dispatcher;
    this.desk.settings = desk.settings;
    this.signIn.follow(desk.setup);
  }

  #announce(before: LiveView, after: LiveView): void {
    const waiting = (view: LiveView) => view.board.incoming.filter((call) => call.state === 'waiting');
    const known = new Set(waiting(before).map((call) => call.call));
    for (const call of waiting(after).filter((each) => !known.has(each.call))) {
      this.announcer.say(words.phone.waits(callerOf(call), call.answeredBy));
    }
  }

  async #finish(): Promise<void> {
    const limit = new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
    await Promise.race([this.sessions.flush(), limit]);
  }
}

/** How a caller is called: by name, else by number. */
export function callerOf(call: { callerName: string | null; callerNumber: string | null }): string {
  return call.callerName || call.callerNumber || words.unknownCaller;
}
