/** Which part of a number, as people read it, fits the digits that were typed. */
const FEWEST = 4;

/** What stands before, in and after the hit. Without one all of it stands before. */
export function hitIn(shown: string, typed: string): [string, string, string] {
  const sought = digitsOf(typed);
  if (sought.length < FEWEST || /\p{L}/u.test(typed)) return [shown, '', ''];
  const from = digitsOf(shown).indexOf(sought);
  if (from < 0) return [shown, '', ''];
  const begin = placeOf(shown, from);
  const end = placeOf(shown, from + sought.length - 1) + 1;
  return [shown.slice(0, begin), shown.slice(begin, end), shown.slice(end)];
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Where the nth digit stands. */
function placeOf(text: string, nth: number): number {
  return [...text.matchAll(/\d/g)][nth]?.index ?? text.length;
}
