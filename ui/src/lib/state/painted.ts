/**
 * When a revision of the live calls stood on the screen, for whoever measures the way from the wire to the
 * pixel: the last one as `data-painted` on the root, and the latest ones with their times.
 */
const KEPT = 4096;

interface Painted {
  revision: number;
  atMs: number;
}

declare global {
  interface Window {
    __ringside_painted?: Painted[];
  }
}

/** To be called when a revision is in the document; it reaches the screen with the next frame. */
export function stampPaint(revision: number): void {
  requestAnimationFrame(() => {
    const painted = (window.__ringside_painted ??= []);
    painted.push({ revision, atMs: performance.timeOrigin + performance.now() });
    if (painted.length > KEPT) painted.splice(0, painted.length - KEPT);
    document.documentElement.dataset.painted = String(revision);
  });
}
