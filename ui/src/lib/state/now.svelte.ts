/** The one clock of the screen: every running timer reads it, and one interval moves it. */
export class Now {
  /** Milliseconds since the epoch, renewed each second while the window can be seen. */
  ms = $state(Date.now());

  /** Starts ticking; the returned function stops it. */
  start(): () => void {
    const tick = () => (this.ms = Date.now());
    const everySecond = () => {
      if (!document.hidden) tick();
    };
    const timer = setInterval(everySecond, 1000);
    document.addEventListener('visibilitychange', everySecond);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', everySecond);
    };
  }
}
