/**
 * What stands before the work while this desk's data is not open. In: the door's view, and what is entered there,
 * which is not kept here. Out: the ways on. That the door has changed is heard from the backend.
 */
import type { Answer, AppError, Backend, DoorView } from '../ipc';

export class Door {
  view = $state.raw<DoorView | null>(null);
  error = $state.raw<AppError | null>(null);
  busy = $state(false);
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  again = () => this.#knock(() => this.#backend.commands.tryDoor());
  unlock = (passphrase: string) => this.#knock(() => this.#backend.commands.unlockDoor(passphrase));
  startOver = () => this.#knock(() => this.#backend.commands.startOverAtDoor());
  enterPassword = (password: string) => this.#knock(() => this.#backend.commands.enterPassword(password));
  workInOwnFile = () => this.#knock(() => this.#backend.commands.workInOwnFile());

  /** The sentence under a field, if the last refusal was about it; for no field, the one about everything else. */
  refusalOf(field: 'passphrase' | 'password' | null): string | null {
    return this.error && this.error.field === field ? this.error.message : null;
  }

  async #knock(command: () => Promise<Answer<null>>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    const answer = await command();
    this.busy = false;
    if (answer.status === 'error') this.error = answer.error;
    return answer.status === 'ok';
  }
}
