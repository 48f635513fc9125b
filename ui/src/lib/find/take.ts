/** What happens when an entry of the list is taken. A number is put into the dialer and never dialed from here. */
import { focusMain } from '../shell/focus';
import type { App } from '../state/app.svelte';
import type { Entry } from './list';

/** `query` is the text that led to the entry. */
export function take(entry: Entry, query: string, app: App): void {
  switch (entry.kind) {
    case 'dial':
      app.dialer.settingUp = false;
      app.dialer.fill({ text: entry.text });
      app.dialerPlace.enter();
      return;
    case 'sessions':
      app.sessions.focusAsked = true;
      app.openSession(entry.tab.session);
      return;
    case 'people':
      app.openContact(entry.line.id, query);
      focusMain();
      return;
    case 'commands':
      entry.command.run();
  }
}
