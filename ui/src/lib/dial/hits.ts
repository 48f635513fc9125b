/** Which parts of a name fit what was typed. */
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
