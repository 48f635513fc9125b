/** The keys of the window. In: key presses nobody else took. Out: what they do; nothing is typed by them. */
import type { App } from '../state/app.svelte';
import { VIEWS } from '../state/places';
import { focusNotes, focusRegion } from './focus';

const MAC = navigator.platform.startsWith('Mac');

/** Acts on a key press; true if it did, so that the browser does nothing with it. */
export function press(event: KeyboardEvent, app: App): boolean {
  const command = MAC ? event.metaKey : event.ctrlKey;
  if (event.key === 'Escape') return !event.defaultPrevented && app.layers.closeTop();
  if (event.key === 'F1') return done(() => (app.sheetOpen = true));
  if (event.key === 'F6') return done(() => focusRegion(event.shiftKey ? -1 : 1));
  if (event.altKey && !command && /^[1-9]$/.test(event.key)) return nthSession(app, Number(event.key));
  if (event.ctrlKey && event.key === 'Tab') return done(() => nextSession(app, event.shiftKey ? -1 : 1));
  if (!command || event.altKey) return false;
  return withCommand(event, app);
}

function withCommand(event: KeyboardEvent, app: App): boolean {
  const key = event.key.toLowerCase();
  const view = VIEWS[Number(key) - 1];
  if (view && !event.shiftKey) return done(() => app.go(view));
  if (event.shiftKey && key === 'e') return app.endSession();
  switch (key) {
    case 'k':
      return done(() => app.find.enter());
    case 'd':
      return done(() => app.dialerPlace.enter());
    case 'i':
      return done(() => app.incoming.enter());
    case 'm':
      return done(() => focusNotes(app));
    case 'z':
      return !event.shiftKey && !isText(event.target) && app.notices.undo();
    case 'q':
      return done(() => void app.quit());
    case '+':
    case '=':
      return done(() => app.layout.zoomBy(1));
    case '-':
      return done(() => app.layout.zoomBy(-1));
    case '0':
      return done(() => app.layout.zoomBy(0));
    default:
      return false;
  }
}

function done(act: () => void): true {
  act();
  return true;
}

function nthSession(app: App, nth: number): boolean {
  const tab = app.sessions.tabs[nth - 1];
  if (tab) app.openSession(tab.session);
  return tab !== undefined;
}

function nextSession(app: App, by: 1 | -1): void {
  app.go('live');
  app.sessions.step(by);
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
