/**
 * The company's shared database, as an administrator sets it up: what stands where, logins, moving in. In: the
 * engine's view and progress. Out: its commands. A password stays here only until its form is used or left.
 */
import type {
  AppError,
  Backend,
  DatabaseFinding,
  LoginMade,
  MovedIn,
  MovingView,
  Role,
  SharedDatabaseView,
} from '../ipc';

/** Which form a refusal belongs to. */
export type DatabaseForm = 'use' | 'owner' | 'login';

export class SharedDatabase {
  view = $state.raw<SharedDatabaseView | null>(null);
  use = $state({ address: '', password: '', moveIn: true });
  owner = $state({ address: '', password: '' });
  person = $state<{ name: string; login: string; role: Role }>({ name: '', login: '', role: 'dispatcher' });
  found = $state.raw<DatabaseFinding | null>(null);
  prepared = $state.raw<DatabaseFinding | null>(null);
  made = $state.raw<LoginMade | null>(null);
  /** The statements that withdraw a login where this desk may not. */
  script = $state.raw<string | null>(null);
  moving = $state.raw<MovingView | null>(null);
  moved = $state.raw<MovedIn | null>(null);
  refused = $state.raw<{ form: DatabaseForm; error: AppError } | null>(null);
  busy = $state(false);

  readonly shared = $derived(this.view?.inUse != null);
  readonly restartNeeded = $derived(this.view?.restartNeeded ?? false);
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    const answer = await this.#backend.commands.sharedDatabase();
    if (answer.status === 'ok') {
      this.view = answer.data;
      this.refused = null;
    } else {
      this.refused = { form: 'use', error: answer.error };
    }
  }

  /** Leaves nothing secret behind when the page is left. */
  forget(): void {
    this.use.password = '';
    this.owner.password = '';
    this.made = null;
    this.script = null;
  }

  async test(): Promise<void> {
    const { address, password } = this.use;
    this.found = null;
    this.found = await this.#run('use', () => this.#backend.commands.tryDatabase(address, password));
  }

  async take(): Promise<void> {
    const { address, password, moveIn } = this.use;
    this.moved = null;
    const moved = await this.#run('use', () =>
      this.#backend.commands.useDatabase(address, password, moveIn && !this.shared ? 'moveIn' : 'stay'),
    );
    if (!moved) return;
    this.moved = moved;
    this.use.password = '';
    await this.load();
  }

  async leave(): Promise<void> {
    await this.#run('use', () => this.#backend.commands.leaveDatabase());
    await this.load();
  }

  async prepare(): Promise<void> {
    const { address, password } = this.owner;
    this.prepared = null;
    this.prepared = await this.#run('owner', () => this.#backend.commands.prepareDatabase(address, password));
    await this.load();
  }

  async addLogin(): Promise<void> {
    const { name, login, role } = this.person;
    this.made = null;
    this.made = await this.#run('login', () =>
      this.#backend.commands.addLogin(this.#owner(), login.trim(), name, role),
    );
    if (this.made) {
      this.person = { name: '', login: '', role: 'dispatcher' };
      await this.load();
    }
  }

  async withdraw(login: string): Promise<void> {
    this.script = null;
    this.script = await this.#run('login', () => this.#backend.commands.withdrawLogin(this.#owner(), login));
    await this.load();
  }

  refusalOf(form: DatabaseForm, field: string | null): string | null {
    const refused = this.refused;
    return refused?.form === form && refused.error.field === field ? refused.error.message : null;
  }

  /** Whoever makes logins: the owner, where one was entered, else who works here. */
  #owner(): [string, string] | null {
    return this.owner.address.trim() === '' ? null : [this.owner.address, this.owner.password];
  }

  async #run<T>(
    form: DatabaseForm,
    command: () => Promise<{ status: 'ok'; data: T } | { status: 'error'; error: AppError }>,
  ): Promise<T | null> {
    this.busy = true;
    this.refused = null;
    const answer = await command();
    this.busy = false;
    if (answer.status === 'ok') return answer.data;
    this.refused = { form, error: answer.error };
    return null;
  }
}
