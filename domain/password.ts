import { randomBytes } from 'node:crypto';
import { type Algorithm, hash, verify } from '@node-rs/argon2';

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
const MAX_PARALLEL = 2;

/** At most two hashes run at a time: each holds 19 MiB and a core. */
export function createPasswords(): Passwords {
  const runInTurn = createTurns(MAX_PARALLEL);
  let decoy: string | undefined;
  return {
    hash: (password) => runInTurn(() => hash(password, PARAMETERS)),
    matches: (password, storedHash) =>
      runInTurn(async () => {
        // What nobody's password is compared with; made once, by the first who needs it.
        decoy ??= storedHash === null ? await hash(randomBytes(16).toString('hex'), PARAMETERS) : undefined;
        const compared = storedHash ?? decoy;
        return compared !== undefined && (await verify(compared, password)) && storedHash !== null;
      }),
  };
}

function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
