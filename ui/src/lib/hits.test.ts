import { expect, test } from 'vitest';
import { hitIn, pieces, soughtOf } from './hits';

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

test('the typed digits are marked whatever stands between them', () => {
  expect(hitIn('+1 312 555 0177 ext. 22', '31255501')).toEqual(['+1 ', '312 555 01', '77 ext. 22']);
  expect(hitIn('+1 312 555 0177', '(312) 555')).toEqual(['+1 ', '312 555', ' 0177']);
});

test('nothing is marked where no number was typed', () => {
  for (const typed of ['', '312', 'hollis 3125', '999999'])
    expect(hitIn('+1 312 555 0177', typed), typed).toEqual(['+1 312 555 0177', '', '']);
});

test('of several numbers the one that was typed is shown, else the first', () => {
  const numbers = [{ shown: '+1 312 555 0177' }, { shown: '+1 773 555 0131' }];
  expect(soughtOf(numbers, '7735550')).toBe(numbers[1]);
  expect(soughtOf(numbers, 'hollis'), 'a name asks for no number').toBe(numbers[0]);
  expect(soughtOf([], '773')).toBe(undefined);
});
