/** Phone numbers as people read them. Matching and parsing are the engine's. */

/** Groups a North American E.164 number (`+1 312 555 0177`); every other text stays as it is. */
export function shownNumber(e164: string): string {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/** A text with letters other than those of an extension is somebody's name. */
export function isName(text: string): boolean {
  return /\p{L}/u.test(text.replace(/(extension|ext|x)(?=\W*\d)|(?<=\d\W*)(extension|ext|x)/giu, ''));
}
