/**
 * What can be run by name now: the places of the rail, the entries of the menu bar, and what else has a key or a
 * button that is always there. What is not this person's to do is not listed; the engine refuses it anyway.
 */
import type { Chosen, Theme } from '../ipc';
import { focusMain, focusNotes } from '../shell/focus';
import type { App } from '../state/app.svelte';
import { VIEWS, type View } from '../state/places';
import { words } from '../words';
import type { Command } from './list';

const say = words.find;

type MenuEntry = Exclude<Chosen, View>;

/** The menu bar's own rules, and that of the page behind the entry. */
const POSSIBLE: Record<MenuEntry, (app: App) => boolean> = {
  sharedDatabase: (app) => app.desk.dispatcher.role === 'administrator',
  getCredentials: integrationIsOn,
  clearCredentials: integrationIsOn,
  keys: () => true,
};

export function commandsOf(app: App): Command[] {
  return [...places(app), ...acts(app), ...menu(app), ...looks(app)];
}

function places(app: App): Command[] {
  return VIEWS.map((view, place) => ({
    id: view,
    path: [words.rail[view]],
    keys: `Ctrl ${place + 1}`,
    run: () => {
      app.go(view);
      focusMain();
    },
  }));
}

function menu(app: App): Command[] {
  return (Object.keys(POSSIBLE) as MenuEntry[])
    .filter((entry) => POSSIBLE[entry](app))
    .map((entry) => ({
      id: entry,
      path: say.menu[entry],
      keys: entry === 'keys' ? 'F1' : null,
      run: () => {
        app.choose(entry);
        if (entry === 'sharedDatabase') focusMain();
      },
    }));
}

function acts(app: App): Command[] {
  const { contacts, desk, dialer, dialerPlace, layout, notices, sessions, signIn } = app;
  const working = sessions.current !== null;
  const all: [keyof typeof say.acts, boolean, string | null, () => void][] = [
    ['incoming', true, 'Ctrl I', () => app.incoming.enter()],
    ['dialer', true, 'Ctrl D', () => dialerPlace.enter()],
    ['dialing', !dialer.live, null, () => (dialerPlace.show(), (dialer.settingUp = true))],
    ['notes', working, 'Ctrl M', () => focusNotes(app)],
    ['endSession', working, 'Ctrl Shift E', () => app.endSession()],
    ['addContact', contacts.sync.canEdit, null, () => (app.go('contacts'), contacts.add())],
    ['undo', !!notices.current?.undo, 'Ctrl Z', () => notices.undo()],
    ['tryNow', desk.connection?.state === 'lost', null, () => void app.tryNow()],
    ['larger', !layout.largest, 'Ctrl +', () => layout.zoomBy(1)],
    ['smaller', !layout.smallest, 'Ctrl −', () => layout.zoomBy(-1)],
    ['usual', layout.zoom !== 1, 'Ctrl 0', () => layout.zoomBy(0)],
    ['signOut', signIn.state.kind === 'signedIn', null, () => void signIn.signOut()],
    ['quit', true, 'Ctrl Q', () => void app.quit()],
  ];
  return all
    .filter(([, possible]) => possible)
    .map(([id, , keys, run]) => ({ id, path: [say.acts[id]], keys, run }));
}

function looks({ desk }: App): Command[] {
  return (Object.keys(words.settings.themes) as Theme[])
    .filter((theme) => theme !== desk.settings.theme)
    .map((theme) => ({
      id: `theme-${theme}`,
      path: [words.settings.theme, words.settings.themes[theme]],
      keys: null,
      run: () => void desk.change({ theme }),
    }));
}

/** As for the bar: an app is set up at this desk, or somebody is signed in. */
function integrationIsOn({ signIn }: App): boolean {
  return signIn.setup.clientId !== '' || signIn.state.kind === 'signedIn';
}
