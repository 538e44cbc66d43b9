import { describe, expect, test } from 'vitest';
import { createPasswords } from '../../domain/password.ts';

const passwords = createPasswords();

describe('a password', () => {
  test('is kept as argon2id of 19 MiB, two passes and one lane, under a salt of its own', async () => {
    const hashes = [await passwords.hash('secret'), await passwords.hash('secret')];
    for (const hash of hashes) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test.each(['secret', ' ', ' secret ', 'æ😀', 'x'.repeat(10_000)])(
    'matches its own hash: %j',
    async (password) => {
      expect(await passwords.matches(password, await passwords.hash(password))).toBe(true);
    },
  );

  test('matches no other: neither case, blanks, a cut nor another composition of its letters', async () => {
    const hash = await passwords.hash('Secr\u00e9t');
    for (const wrong of ['secr\u00e9t', ' Secr\u00e9t', 'Secr\u00e9t ', 'Secr\u00e9', '', 'Secre\u0301t']) {
      expect(await passwords.matches(wrong, hash), wrong).toBe(false);
    }
  });

  test('never matches where there is no hash', async () => {
    expect(await passwords.matches('secret', null)).toBe(false);
    expect(await passwords.matches('', null)).toBe(false);
  });
});
