import { expect, test } from 'vitest';
import { pieces } from './hits';

const shown = (name: string, typed: string) =>
  pieces(name, typed)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

test('a name is marked where its words begin as typed', () => {
  const cases = [
    ['Hollis Freight LLC', 'hol', '[Hol]lis Freight LLC'],
    ['Ingrid Holmgren', 'hol', 'Ingrid [Hol]mgren'],
    ['Hollis Freight', 'fre hol', '[Hol]lis [Fre]ight'],
    ['Bartholomew', 'hol', 'Bartholomew'],
    ['שירה אברמוב', 'אבר', 'שירה [אבר]מוב'],
    ['<b>Bold</b>', '<b', '[<b]>Bold</b>'],
    ['Hollis', '', 'Hollis'],
  ] as const;
  for (const [name, typed, expected] of cases) expect(shown(name, typed), `${name}, ${typed}`).toBe(expected);
});

test('no letter of a name gets lost', () => {
  for (const name of ['', '  two  spaces ', 'a-b,c.d', 'Zoë']) {
    expect(
      pieces(name, 'a z')
        .map((piece) => piece.text)
        .join(''),
    ).toBe(name);
  }
});
