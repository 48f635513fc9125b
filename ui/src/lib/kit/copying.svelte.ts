/** Puts a text on the clipboard and knows for two seconds that it did. */
const SHOWN_MS = 2000;

export class Copying {
  copied = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Where the clipboard is refused, nothing happens: the text can be selected. */
  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    this.copied = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.copied = false), SHOWN_MS);
  }
}
