import { beforeEach, expect, test, vi } from 'vitest';
import { DialerPlace } from './dialerPlace.svelte';
import { Layout } from './layout.svelte';

let stored: Map<string, string>;
let layout: Layout;
let view: string;
let place: DialerPlace;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  start();
});

/** The window is opened with what was remembered. */
function start() {
  layout = new Layout();
  view = 'live';
  place = new DialerPlace(layout, () => view);
}

/** What stands beside a view in a window of that width. */
function docked(width: number, shown: string): boolean {
  layout.width = width;
  const there = new DialerPlace(layout, () => shown);
  return there.docked;
}

test('the dialer is docked on Live, and everywhere in a wide window', () => {
  expect(docked(1119, 'live'), 'there is no room').toBe(false);
  expect(docked(1120, 'live')).toBe(true);
  expect(docked(1439, 'calls'), 'elsewhere it waits to be asked for').toBe(false);
  expect(docked(1440, 'calls')).toBe(true);
});

test('each view remembers whether it was closed or asked for', () => {
  place.close();
  expect(place.open).toBe(false);
  start();
  expect(place.open, 'the next window knows').toBe(false);
  expect(docked(1280, 'calls'), 'another view was not meant').toBe(false);
  place.show();
  expect(place.open).toBe(true);
});

test('over a narrow window it is open until it is closed, and that is not remembered', () => {
  layout.width = 960;
  expect(place.open).toBe(false);
  place.enter();
  expect(place.open).toBe(true);
  expect(place.docked, 'it lies over the view').toBe(false);
  expect(place.focusAsked, 'it was opened by keyboard').toBe(true);
  place.close();
  expect(place.open).toBe(false);
  expect(stored.size, 'a wide window is not concerned').toBe(0);
});

test('what was remembered badly is forgotten', () => {
  for (const text of ['{', '{"live":false}', '[["live"]]', '[1]']) {
    stored.set('ringside.dialer', text);
    start();
    expect(place.open, text).toBe(true);
  }
});
