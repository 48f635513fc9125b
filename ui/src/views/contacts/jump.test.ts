import { expect, test } from 'vitest';
import { Jump } from './jump';

const NAMES = ['Ada Hollis', 'Álvaro Paz', 'Ben Osei', 'Bram Castro', 'Élodie Roy'];

test('one letter goes on from name to name, and round', () => {
  const jump = new Jump();
  expect(jump.to('b', NAMES, 0, 0), 'the first B').toBe(2);
  expect(jump.to('b', NAMES, 2, 1000), 'the next B').toBe(3);
  expect(jump.to('b', NAMES, 3, 2000), 'and the first again').toBe(2);
});

test('letters typed together mean one name, whatever its accents', () => {
  const jump = new Jump();
  jump.to('a', NAMES, 4, 0);
  expect(jump.to('l', NAMES, 0, 100), 'Álvaro, not Ada').toBe(1);
  expect(jump.to('e', NAMES, 1, 2000), 'a pause begins anew').toBe(4);
});

test('a letter that no name begins with leads nowhere', () => {
  expect(new Jump().to('z', NAMES, 0, 0), 'nobody').toBe(-1);
});
