/** Which parts of a name, and which of a number, fit what was typed. */

/** Fewer digits fit too many numbers. */
const FEWEST = 4;

export interface Piece {
  text: string;
  hit: boolean;
}

/** Parts a name where its words begin with a typed word; case does not matter. */
export function pieces(name: string, typed: string): Piece[] {
  const sought = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return name.split(/(?<=[\s,.-])/).flatMap((word) => {
    const begins = sought.filter((each) => word.toLocaleLowerCase().startsWith(each));
    const long = Math.max(0, ...begins.map((each) => each.length));
    return [
      { text: word.slice(0, long), hit: true },
      { text: word.slice(long), hit: false },
    ].filter((piece) => piece.text !== '');
  });
}

/**
 * What of a number, as people read it, stands before, in and after the digits that were typed. Without a hit all of
 * it stands before.
 */
export function hitIn(shown: string, typed: string): [string, string, string] {
  const sought = digitsOf(typed);
  if (sought.length < FEWEST || /\p{L}/u.test(typed)) return [shown, '', ''];
  const from = digitsOf(shown).indexOf(sought);
  if (from < 0) return [shown, '', ''];
  const begin = placeOf(shown, from);
  const end = placeOf(shown, from + sought.length - 1) + 1;
  return [shown.slice(0, begin), shown.slice(begin, end), shown.slice(end)];
}

/** The number that was looked for, else the most usual one. */
export function soughtOf<N extends { shown: string }>(numbers: N[], typed: string): N | undefined {
  return numbers.find(({ shown }) => hitIn(shown, typed)[1] !== '') ?? numbers[0];
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Where the nth digit stands. */
function placeOf(text: string, nth: number): number {
  return [...text.matchAll(/\d/g)][nth]?.index ?? text.length;
}
