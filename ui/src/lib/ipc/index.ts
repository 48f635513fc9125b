/**
 * The window's way to the engine: typed commands, one stream of pushes, and the moment before closing.
 * The one place that imports Tauri or the generated bindings. It decides nothing.
 */
import { words } from '../words';
import { commands, events, type AppError, type Chosen, type Push } from './bindings';

export type * from './bindings';

/** What a command answers: the data, or the one error that a person can read. */
export type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: AppError };

export type Commands = typeof commands;

/** What the screens need of the outside. The tests and the preview bring their own. */
export interface Backend {
  commands: Commands;
  /** Calls `hear` for every push until the returned function is called. */
  onPush(hear: (push: Push) => void): Promise<() => void>;
  /** Calls `look` when the door is another one, or open. */
  onDoorChanged(look: () => void): Promise<() => void>;
  /** Calls `show` for what is chosen in the menu bar. */
  onChosen(show: (entry: Chosen) => void): Promise<() => void>;
  /** Runs `finish` before the window goes away. */
  beforeClose(finish: () => Promise<void>): Promise<void>;
}

/** The engine, or invented fixtures where a developer asks for them with `?preview=`. */
export async function connect(): Promise<Backend> {
  if (import.meta.env.DEV) {
    const wanted = new URLSearchParams(location.search).get('preview');
    if (wanted !== null) return (await import('./preview')).preview(wanted);
  }
  return {
    commands: guarded(commands),
    onPush: (hear) => events.push.listen((event) => hear(event.payload)),
    onDoorChanged: (look) => events.doorChanged.listen(look),
    onChosen: (show) => events.chosen.listen((event) => show(event.payload)),
    beforeClose: async (finish) => {
      await events.closing.listen(async () => {
        await finish();
        await commands.readyToClose();
      });
    },
  };
}

/** A command may also fail below the engine (a missing permission, a gone backend): that too is a sentence. */
function guarded(plain: Commands): Commands {
  const wrapped = Object.entries(plain).map(([name, command]) => {
    const run = command as (...given: unknown[]) => Promise<Answer<unknown>>;
    return [name, (...given: unknown[]) => settled(name, run(...given))];
  });
  return Object.fromEntries(wrapped) as Commands;
}

async function settled(name: string, answer: Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  try {
    const given = await answer;
    if (given.status === 'ok' || isAppError(given.error)) return given;
    return refused(name, given.error);
  } catch (cause) {
    return refused(name, cause);
  }
}

function isAppError(given: unknown): given is AppError {
  return typeof given === 'object' && given !== null && 'code' in given && 'message' in given;
}

function refused(name: string, cause: unknown): Answer<never> {
  console.error(`command ${name}:`, cause);
  return {
    status: 'error',
    error: { code: 'refused', message: words.engineSilent, field: null, retryAt: null },
  };
}
