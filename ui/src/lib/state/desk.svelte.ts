/** Who works here and how this desk is set: the parts that change rarely. In: desk views. Out: new settings. */
import { MediaQuery } from 'svelte/reactivity';
import type { Backend, Banner, ConnectionView, DeskSettings, DispatcherView } from '../ipc';
import type { Notices } from './notices.svelte';

export class Desk {
  dispatcher = $state.raw<DispatcherView>({ name: '', initials: '', role: 'dispatcher' });
  settings = $state.raw<DeskSettings>({ theme: 'system', toasts: 'mineAndMyQueues' });
  banners = $state.raw<Banner[]>([]);
  connection = $state.raw<ConnectionView | null>(null);
  #strong = new MediaQuery('prefers-contrast: more', false);
  /** `light` or `dark`, or nothing where the system decides. */
  readonly scheme = $derived(
    this.settings.theme === 'system' ? null : this.settings.theme.startsWith('dark') ? 'dark' : 'light',
  );
  readonly contrast = $derived(this.settings.theme.endsWith('Contrast') || this.#strong.current);
  #backend: Backend;
  #notices: Notices;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  async change(part: Partial<DeskSettings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...part };
    const answer = await this.#backend.commands.changeSettings(this.settings);
    if (answer.status === 'ok') {
      this.settings = answer.data.settings;
    } else {
      this.settings = before;
      this.#notices.say(answer.error.message);
    }
  }
}
