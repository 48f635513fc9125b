/** Where the focus goes when a key or a command says so. In: the parts of the window, by their marks. */
import type { App } from '../state/app.svelte';

const REGIONS = ['rail', 'header', 'main', 'dialer', 'list', 'banner'];
/** Not a button that dials: the next Enter would. */
const FOCUSABLE =
  'button:not(:disabled):not([tabindex="-1"]):not([data-number]), input:not(:disabled), select:not(:disabled), textarea, a[href], [tabindex="0"]';

/** The next part of the window that is there, beginning with the one that has the focus. */
export function focusRegion(by: 1 | -1): void {
  const find = (name: string) => document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  const present = REGIONS.flatMap((name) => find(name) ?? []);
  const inside = (region: HTMLElement) => region.contains(document.activeElement);
  const here = present.findLastIndex(inside);
  const next = present.at((here + by + (here < 0 && by < 0 ? 1 : 0)) % present.length);
  if (!next) return;
  const own = [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) => element.offsetParent);
  (own ?? next).focus();
}

export function focusNotes(app: App): void {
  app.go('live');
  focusSoon('notes');
}

/** The view that was just gone to: the next Tab leads into it. */
export function focusMain(): void {
  focusSoon('main');
}

/** What has this id, once it is there. */
function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
