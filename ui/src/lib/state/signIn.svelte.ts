/**
 * The sign-in as the engine sees it, and the form that a person fills in before the first one. In: views and
 * keys. Out: configure, sign in, not now. The secrets never come here.
 */
import type { AppError, Backend, DeskView, RedirectHost, SetupForm, SetupView, SignInView } from '../ipc';
import { words } from '../words';

export class SignIn {
  view = $state.raw<SignInView>({
    state: { kind: 'signedOut', postponed: false },
    person: null,
    secrets: { kind: 'keychain' },
  });
  setup = $state.raw<SetupView>({
    mode: 'production',
    baseUrl: '',
    clientId: '',
    redirectHost: 'address',
    redirectUris: [],
  });
  form = $state<SetupForm>({ mode: 'production', baseUrl: '', clientId: '', redirectHost: 'address' });
  /** An address of their own, instead of the environment's. */
  otherAddress = $state(false);
  error = $state.raw<AppError | null>(null);
  busy = $state(false);
  saved = $state(false);

  readonly state = $derived(this.view.state);
  readonly running = $derived(this.state.kind === 'inBrowser' || this.state.kind === 'finishing');
  readonly demo = $derived(this.setup.mode === 'demo');
  /** The person has to act before calls can come. */
  readonly asks = $derived(
    this.state.kind !== 'signedIn' && !(this.state.kind === 'signedOut' && this.state.postponed),
  );
  /** What must be registered, with the name for this computer that is chosen in the form. */
  readonly uris = $derived(this.setup.redirectUris.map((uri) => renamed(uri, this.form.redirectHost)));
  readonly changed = $derived(
    this.form.mode !== this.setup.mode ||
      this.form.clientId.trim() !== this.setup.clientId ||
      this.form.redirectHost !== this.setup.redirectHost ||
      this.#address() !== this.setup.baseUrl,
  );
  #backend: Backend;
  #filled = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Takes the setup; a form that somebody is filling in is left alone. */
  follow(setup: SetupView): void {
    const untouched = !this.#filled || !this.changed;
    this.setup = setup;
    if (!untouched) return;
    this.#fill(setup);
  }

  /** Stores the form if it differs from what is in force, then opens the browser. */
  async start(): Promise<void> {
    if (!this.demo && this.form.clientId.trim() === '') {
      this.error = {
        code: 'invalidInput',
        message: words.signIn.clientIdMissing,
        field: 'clientId',
        retryAt: null,
      };
      return;
    }
    if (this.changed && !(await this.save())) return;
    await this.#run(() => this.#backend.commands.signIn());
  }

  async save(): Promise<boolean> {
    const form = { ...this.form, clientId: this.form.clientId.trim(), baseUrl: this.#address() };
    const desk = await this.#run(() => this.#backend.commands.configure(form));
    if (!desk) return false;
    this.setup = (desk as DeskView).setup;
    this.#fill(this.setup);
    this.saved = true;
    return true;
  }

  /** Opens the browser with the setup as it is; a form that somebody is filling in is left alone. */
  begin = () => this.#run(() => this.#backend.commands.signIn());
  cancel = () => this.#run(() => this.#backend.commands.cancelSignIn());
  postpone = () => this.#run(() => this.#backend.commands.postponeSignIn());
  signOut = () => this.#run(() => this.#backend.commands.signOut());
  /** Ends the sign-in, or gives up the one that lies in an encrypted file. */
  clear = () =>
    this.#run(() =>
      this.state.kind === 'locked' ? this.#backend.commands.startOver() : this.#backend.commands.signOut(),
    );

  /** The sentence that belongs under a field, if the last refusal was about it. */
  refusalOf(field: keyof SetupForm): string | null {
    return this.error?.field === field ? this.error.message : null;
  }

  #address(): string {
    if (this.otherAddress) return this.form.baseUrl.trim();
    return this.form.mode === this.setup.mode && !isOwn(this.setup) ? this.setup.baseUrl : '';
  }

  #fill(setup: SetupView): void {
    this.#filled = true;
    this.otherAddress = isOwn(setup);
    this.form = {
      mode: setup.mode,
      baseUrl: setup.baseUrl,
      clientId: setup.clientId,
      redirectHost: setup.redirectHost,
    };
  }

  async #run<T>(command: () => Promise<{ status: 'ok'; data: T } | { status: 'error'; error: AppError }>) {
    this.busy = true;
    this.error = null;
    this.saved = false;
    const answer = await command();
    this.busy = false;
    if (answer.status === 'ok') return answer.data ?? true;
    this.error = answer.error;
    return null;
  }
}

/** An address that is not one of RingCentral's two. */
function isOwn(setup: SetupView): boolean {
  return (
    setup.mode !== 'demo' &&
    setup.baseUrl !== '' &&
    !/^https:\/\/platform(\.devtest)?\.ringcentral\.com\/?$/.test(setup.baseUrl)
  );
}

function renamed(uri: string, host: RedirectHost): string {
  return uri.replace(
    /\/\/(127\.0\.0\.1|localhost)(?=[:/])/,
    host === 'address' ? '//127.0.0.1' : '//localhost',
  );
}
