/**
 * What stands before the work while this desk's data is not open. In: the door's view, and what is entered there,
 * which is not kept here. Out: the ways on. That the door has changed is heard from the backend.
 */
import type { Backend, DoorView } from '../ipc';
import { Errands } from './errands.svelte';

export class Door extends Errands<'passphrase' | 'password'> {
  view = $state.raw<DoorView | null>(null);
  #backend: Backend;

  constructor(backend: Backend) {
    super();
    this.#backend = backend;
  }

  again = () => this.run(() => this.#backend.commands.tryDoor());
  unlock = (passphrase: string) => this.run(() => this.#backend.commands.unlockDoor(passphrase));
  startOver = () => this.run(() => this.#backend.commands.startOverAtDoor());
  enterPassword = (password: string) => this.run(() => this.#backend.commands.enterPassword(password));
  workInOwnFile = () => this.run(() => this.#backend.commands.workInOwnFile());
}
