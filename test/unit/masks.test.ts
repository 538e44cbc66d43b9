import { expect, test } from 'vitest';
import { createMask, maskValue } from '../../src/migration/explain/masks.ts';

test('a secret is replaced wherever it stands, the longest first', () => {
  const mask = createMask([
    ['abcdefgh', 'KEY'],
    ['abcdefgh-ijkl', 'LOGINTOKEN'],
  ]);
  const value = { a: 'x abcdefgh y abcdefgh-ijkl', b: [{ c: 'abcdefgh' }, 1, null, true] };
  expect(maskValue(value, mask)).toEqual({ a: 'x KEY y LOGINTOKEN', b: [{ c: 'KEY' }, 1, null, true] });
});

test('a short secret is replaced where it is the whole text', () => {
  const mask = createMask([['a', 'KEY']]);
  expect(maskValue(['a', 'a contact'], mask)).toEqual(['KEY', 'a contact']);
});
