import { describe, expect, test } from 'vitest';
import { deprecationNotice } from '../../dialects/kernel/deprecation.ts';
import { chooseAccess } from '../../domain/dialect-access.ts';

const NOW = 1_800_000_000;

describe('what an account may be called through', () => {
  test('changes for the dialect that is named, and for no other', () => {
    const off = chooseAccess({ txty: { state: 'off' } }, 'filemail', { state: 'off' }, NOW);
    expect(off).toEqual({ txty: { state: 'off' }, filemail: { state: 'off' } });
    expect(chooseAccess(off, 'txty', { state: 'on' }, NOW)).toEqual({ filemail: { state: 'off' } });
  });

  test('is deprecated from when that was first said, and ends when it was last said', () => {
    const first = chooseAccess({}, 'txty', { state: 'deprecated', sunsetSeconds: NOW + 10 }, NOW);
    expect(first).toEqual({ txty: { state: 'deprecated', sinceSeconds: NOW, sunsetSeconds: NOW + 10 } });
    const again = chooseAccess(first, 'txty', { state: 'deprecated' }, NOW + 5);
    expect(again).toEqual({ txty: { state: 'deprecated', sinceSeconds: NOW } });
    const anew = chooseAccess({ txty: { state: 'off' } }, 'txty', { state: 'deprecated' }, NOW + 5);
    expect(anew).toEqual({ txty: { state: 'deprecated', sinceSeconds: NOW + 5 } });
  });

  test('never ends before it is deprecated', () => {
    const choose = (sunsetSeconds: number) =>
      chooseAccess({}, 'txty', { state: 'deprecated', sunsetSeconds }, NOW);
    expect(choose(NOW)).toEqual({ txty: { state: 'deprecated', sinceSeconds: NOW, sunsetSeconds: NOW } });
    expect(() => choose(NOW - 1)).toThrow(expect.objectContaining({ code: 'sunset-too-early' }));
  });
});

const LINK = '<https://example.com/end>; rel="deprecation"';

describe('the notice of a dialect that is to end', () => {
  test('is written as RFC 9745 and RFC 8594 have it', () => {
    const access = {
      state: 'deprecated',
      sinceSeconds: 1_688_169_599,
      sunsetSeconds: 1_719_791_999,
    } as const;
    expect(deprecationNotice(access, LINK)).toEqual({
      Deprecation: '@1688169599',
      Sunset: 'Sun, 30 Jun 2024 23:59:59 GMT',
      Link: LINK,
    });
  });

  test('is given of no other', () => {
    for (const access of [undefined, null, { state: 'off' } as const])
      expect(deprecationNotice(access, LINK)).toBeUndefined();
  });
});
