/** What is open above the window, so that Escape closes the topmost thing and no other. */
export class Layers {
  #open: { close: () => void }[] = [];

  /** Puts a layer on top. The returned function takes it away again, closed or not. */
  push(close: () => void): () => void {
    const layer = { close };
    this.#open.push(layer);
    return () => {
      this.#open = this.#open.filter((other) => other !== layer);
    };
  }

  /** Closes the topmost layer; false if there was none. */
  closeTop(): boolean {
    const top = this.#open.at(-1);
    top?.close();
    return top !== undefined;
  }
}
