import { expect, test } from 'vitest';
import { isName } from './numbers';

test('letters make a name, those of an extension do not', () => {
  for (const name of ['Hollis', 'dana 2', 'x', 'שירה']) expect(isName(name), name).toBe(true);
  for (const number of ['312 555', '+1 312 555 0190 ext. 22', '5550190x22', '104', '']) {
    expect(isName(number), number).toBe(false);
  }
});
