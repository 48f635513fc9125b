import { expect, test } from 'vitest';
import { hitIn } from './hits';

test('the typed digits are marked whatever stands between them', () => {
  expect(hitIn('+1 312 555 0177 ext. 22', '31255501')).toEqual(['+1 ', '312 555 01', '77 ext. 22']);
  expect(hitIn('+1 312 555 0177', '(312) 555')).toEqual(['+1 ', '312 555', ' 0177']);
});

test('nothing is marked where no number was typed', () => {
  for (const typed of ['', '312', 'hollis 3125', '999999'])
    expect(hitIn('+1 312 555 0177', typed), typed).toEqual(['+1 312 555 0177', '', '']);
});
