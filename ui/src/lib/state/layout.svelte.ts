/**
 * How much room there is, in design pixels (what is left after zoom), and the zoom itself. The steps are those
 * of the container queries in the styles.
 */
const ZOOMS = [0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const REMEMBERED = 'ringside.zoom';

/** From here on the incoming list has a place of its own. */
const WIDE = 1440;
/** Below it, labels in rail and header give way to icons. */
const FULL = 1120;

export class Layout {
  zoom = $state(remembered());
  width = $state(1280);
  readonly units = $derived(this.width / this.zoom);
  readonly wide = $derived(this.units >= WIDE);
  readonly narrow = $derived(this.units < FULL);

  zoomBy(steps: 1 | -1 | 0): void {
    const at = ZOOMS.indexOf(this.zoom as (typeof ZOOMS)[number]);
    const next = steps === 0 ? 1 : (ZOOMS[at + steps] ?? this.zoom);
    this.zoom = next;
    localStorage.setItem(REMEMBERED, String(next));
  }

  get smallest(): boolean {
    return this.zoom === ZOOMS[0];
  }

  get largest(): boolean {
    return this.zoom === ZOOMS.at(-1);
  }
}

function remembered(): number {
  const stored = Number(localStorage.getItem(REMEMBERED));
  return ZOOMS.find((zoom) => zoom === stored) ?? 1;
}
