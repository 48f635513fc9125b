/** The keys of the window. In: key presses nobody else took. Out: what they do; nothing is typed by them. */
import { VIEWS, type App } from '../state/app.svelte';

const REGIONS = ['rail', 'header', 'main', 'dialer', 'list', 'banner'];
/** Not a button that dials: the next Enter would. */
const FOCUSABLE =
  'button:not(:disabled):not([tabindex="-1"]):not([data-number]), input:not(:disabled), select:not(:disabled), textarea, a[href], [tabindex="0"]';
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
  if (event.shiftKey && key === 'e') return endSession(app);
  switch (key) {
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

function endSession(app: App): boolean {
  const { chosen } = app.sessions;
  if (!chosen) return false;
  app.go('live');
  void app.sessions.end(chosen);
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

function focusNotes(app: App): void {
  app.go('live');
  requestAnimationFrame(() => document.getElementById('notes')?.focus());
}

/** The next part of the window that is there, beginning with the one that has the focus. */
function focusRegion(by: 1 | -1): void {
  const find = (name: string) => document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  const present = REGIONS.flatMap((name) => find(name) ?? []);
  const inside = (region: HTMLElement) => region.contains(document.activeElement);
  const here = present.findLastIndex(inside);
  const next = present.at((here + by + (here < 0 && by < 0 ? 1 : 0)) % present.length);
  if (!next) return;
  const own = [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) => element.offsetParent);
  (own ?? next).focus();
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
