/**
 * What stands in the list under the find field: a rule without a screen. In: what was typed, who was found for it,
 * what is open, and what can be run now. Out: groups of entries, the likeliest first.
 */
import { folded } from '../folded';
import type { ContactLine, NumberCheck, SessionTab } from '../ipc';
import { isName } from '../numbers';

/** Something that can be run by its name. */
export interface Command {
  id: string;
  /** Its name, and before it where in the menu bar it stands. */
  path: readonly string[];
  /** As on the sheet of keys. */
  keys: string | null;
  run: () => void;
}

export type Entry = { id: string } & (
  | { kind: 'dial'; text: string; shown: string; hint: string | null }
  | { kind: 'sessions'; tab: SessionTab }
  | { kind: 'people'; line: ContactLine }
  | { kind: 'commands'; command: Command }
);

export interface Group {
  kind: Entry['kind'];
  entries: Entry[];
}

/** What the engine answered to a text. */
export interface Found {
  people: ContactLine[];
  check: NumberCheck | null;
}

/** What is there without asking the engine. */
export interface Here {
  sessions: SessionTab[];
  commands: Command[];
}

/** More of a kind would push the next one out of sight. */
const PEOPLE = 6;
const SESSIONS = 5;
const COMMANDS = 8;

/** The list for a text; for none, everything that is open and can be run. */
export function listFor(text: string, found: Found, here: Here): Group[] {
  const sought = wordsOf(text);
  if (sought.length === 0) return filled([sessionsOf(here.sessions), commandsOf(here.commands)]);
  const sessions = here.sessions.filter((tab) => fits(sought, [tab.title])).slice(0, SESSIONS);
  const commands = here.commands
    .filter((command) => fits(sought, command.path))
    .sort((one, other) => rank(sought, one) - rank(sought, other))
    .slice(0, COMMANDS);
  return filled([
    { kind: 'dial', entries: dialOf(text.trim(), found.check) },
    sessionsOf(sessions),
    { kind: 'people', entries: found.people.slice(0, PEOPLE).map(personOf) },
    commandsOf(commands),
  ]);
}

/** One digit is neither a number nor an extension. */
function dialOf(text: string, check: NumberCheck | null): Entry[] {
  if (isName(text) || text.replace(/\D/g, '').length < 2) return [];
  return [{ id: 'dial', kind: 'dial', text, shown: check?.shown ?? text, hint: check?.refused ?? null }];
}

function personOf(line: ContactLine): Entry {
  return { id: `people-${line.id}`, kind: 'people', line };
}

function sessionsOf(tabs: SessionTab[]): Group {
  const entries = tabs.map((tab): Entry => ({ id: `sessions-${tab.session}`, kind: 'sessions', tab }));
  return { kind: 'sessions', entries };
}

function commandsOf(commands: Command[]): Group {
  const entries = commands.map((command): Entry => ({
    id: `commands-${command.id}`,
    kind: 'commands',
    command,
  }));
  return { kind: 'commands', entries };
}

function filled(groups: Group[]): Group[] {
  return groups.filter((group) => group.entries.length > 0);
}

/** Every word that was typed begins a word of one of the texts. */
function fits(sought: string[], texts: readonly string[]): boolean {
  const there = texts.flatMap(wordsOf);
  return sought.every((word) => there.some((each) => each.startsWith(word)));
}

/** A command whose own name begins so comes before one that has the word further on, or in its menu. */
function rank(sought: string[], { path }: Command): number {
  return wordsOf(path.at(-1) ?? '')[0]?.startsWith(sought[0] ?? '') ? 0 : 1;
}

function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
