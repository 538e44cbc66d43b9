import { type Algorithm, hash, verify } from '@node-rs/argon2';
import { createTurns } from './turns.ts';

/** Hashes and checks passwords. */
export interface Passwords {
  /** The argon2id hash to store, with its salt and parameters in it. */
  hash(password: string): Promise<string>;
  /** False for a wrong password; takes as long where there is no hash to compare with. */
  matches(password: string, storedHash: string | null): Promise<boolean>;
}

// OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
const PARAMETERS = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};
const AT_ONCE = 2;
const WAITING_PER_TURN = 25;

// What an unknown user's password is compared with: of a random text that nobody has kept.
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$Q13TkROGtKU62c/bVqVH7g$MSqNyWWMVdIZ/qhnja1hkEBqhK9JB7cGYbRg3I71NFg';

/**
 * At most `atOnce` hashes run at a time, each of which holds 19 MiB and a core, and no more wait for their
 * turn than can have it within about a second. Both functions reject with `overloaded` past that.
 */
export function createPasswords(atOnce: number = AT_ONCE): Passwords {
  const runInTurn = createTurns(atOnce, atOnce * WAITING_PER_TURN);
  return {
    hash: (password) => runInTurn(() => hash(password, PARAMETERS)),
    matches: (password, storedHash) =>
      runInTurn(async () => (await verify(storedHash ?? DECOY, password)) && storedHash !== null),
  };
}
