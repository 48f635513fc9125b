/** Brings what just appeared below into view, without taking the focus. */
export function intoView(element: HTMLElement): void {
  element.scrollIntoView({ block: 'nearest' });
}
