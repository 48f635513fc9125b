/**
 * Where the sign-in is kept when there is no keychain. In: a passphrase on its way to the engine, which is not kept
 * here. Out: keep, unlock, start over, move. What came of it arrives with the sign-in's view.
 */
import type { Backend } from '../ipc';
import { words } from '../words';
import { Errands } from './errands.svelte';

export class Secrets extends Errands<'passphrase' | 'again'> {
  /** The form that makes an encrypted file is open. */
  offered = $state(false);
  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  offer = () => this.#turn(true);
  withdraw = () => this.#turn(false);

  /** Makes the file, once both fields say the same. */
  async keep(passphrase: string, again: string): Promise<boolean> {
    if (passphrase !== again) {
      this.error = { code: 'invalidInput', message: words.secrets.differ, field: 'again', retryAt: null };
      return false;
    }
    const kept = await this.run(() => this.#backend.commands.keepInFile(passphrase));
    if (kept) this.offered = false;
    return kept;
  }

  unlock = (passphrase: string) => this.run(() => this.#backend.commands.unlock(passphrase));
  startOver = () => this.run(() => this.#backend.commands.startOver());
  move = () => this.run(() => this.#backend.commands.moveToKeychain());

  #turn(offered: boolean): void {
    this.offered = offered;
    this.error = null;
  }
}
