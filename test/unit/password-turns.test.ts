import { beforeEach, expect, test, vi } from 'vitest';
import { createPasswords } from '../../domain/password.ts';

interface Running {
  readonly password: string;
  end(): void;
  fail(): void;
}

const running: Running[] = [];
const most = { atOnce: 0 };

// The real one is replaced so that the test decides when each hash ends, instead of measuring time.
vi.mock('@node-rs/argon2', () => {
  const work = (password: string, outcome: unknown) =>
    new Promise((resolve, reject) => {
      const leave = () => running.splice(running.indexOf(entry), 1);
      const entry: Running = {
        password,
        end: () => {
          leave();
          resolve(outcome);
        },
        fail: () => {
          leave();
          reject(new Error('out of memory'));
        },
      };
      running.push(entry);
      most.atOnce = Math.max(most.atOnce, running.length);
    });
  return {
    hash: (password: string) => work(password, 'hash'),
    verify: (_: string, password: string) => work(password, true),
  };
});

beforeEach(() => {
  running.length = 0;
  most.atOnce = 0;
});

const settle = () => new Promise(setImmediate);

async function endAll(): Promise<void> {
  await settle();
  while (running.length > 0) {
    running[0]?.end();
    await settle();
  }
}

test('at most two hashes run at a time, and the others follow in the order in which they were asked for', async () => {
  const passwords = createPasswords();
  const order: string[] = [];
  const asked = ['a', 'b', 'c', 'd', 'e'].map(async (password) => {
    await passwords.hash(password);
    order.push(password);
  });
  await settle();
  expect(running.map(({ password }) => password)).toEqual(['a', 'b']);
  await endAll();
  await Promise.all(asked);
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(most.atOnce).toBe(2);
});

test('a login of an unknown user costs one hash, in its turn, like any other', async () => {
  const passwords = createPasswords();
  const asked = [passwords.hash('a'), passwords.hash('b'), passwords.matches('c', null)];
  await settle();
  expect(running.map(({ password }) => password)).toEqual(['a', 'b']);
  running[0]?.end();
  await settle();
  expect(running.map(({ password }) => password)).toEqual(['b', 'c']);
  await endAll();
  expect((await Promise.all(asked))[2]).toBe(false);
});

test('who would wait for longer than a second is refused at once, and the others keep their turn', async () => {
  const passwords = createPasswords(1);
  const first = Array.from({ length: 26 }, (_, index) => passwords.hash(String(index)));
  await expect(passwords.hash('too many')).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterSeconds: 2,
  });
  await endAll();
  await Promise.all(first);
  expect(most.atOnce).toBe(1);
  const again = passwords.hash('again');
  await endAll();
  expect(await again).toBe('hash');
});

test('a hash that fails gives its turn to the next', async () => {
  const passwords = createPasswords();
  const failing = [passwords.hash('a'), passwords.hash('b')].map((hash) => expect(hash).rejects.toThrow());
  const waiting = passwords.hash('c');
  await settle();
  for (const hash of [...running]) hash.fail();
  await Promise.all(failing);
  await endAll();
  expect(await waiting).toBe('hash');
});
