import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyedTurns } from '../../domain/turns.ts';

const PATIENCE_MS = 100;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const settle = () => new Promise(setImmediate);

/** Turns, the work that has begun in them, and a way to end each. */
function createBench(atOnce: number, mayWait: number) {
  const inTurn = createKeyedTurns(atOnce, mayWait, PATIENCE_MS);
  const begun: string[] = [];
  const ends = new Map<string, { done: () => void; failed: (error: Error) => void }>();
  const take = (key: number, name: string) =>
    inTurn(key, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => {
        ends.set(name, { done: () => resolve(name), failed: reject });
      });
    });
  const end = async (name: string) => {
    ends.get(name)?.done();
    await settle();
  };
  return { take, begun, ends, end };
}

test('two with one key never run at once, and others go by them', async () => {
  const { take, begun, end } = createBench(2, 10);
  const taken = [take(1, 'a'), take(1, 'b'), take(2, 'c'), take(3, 'd')];
  await settle();
  expect(begun).toEqual(['a', 'c']);
  await end('c');
  expect(begun).toEqual(['a', 'c', 'd']);
  await end('a');
  expect(begun).toEqual(['a', 'c', 'd', 'b']);
  await end('b');
  await end('d');
  expect(await Promise.all(taken)).toEqual(['a', 'b', 'c', 'd']);
});

test('work that fails gives its turn to the next of its key', async () => {
  const { take, begun, ends, end } = createBench(1, 10);
  const first = expect(take(1, 'a')).rejects.toThrow('failed');
  const second = take(1, 'b');
  await settle();
  ends.get('a')?.failed(new Error('failed'));
  await first;
  await settle();
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(await second).toBe('b');
});

test('who has waited for longer than the patience is refused instead, and the next is judged by its own wait', async () => {
  const { take, begun, end } = createBench(1, 10);
  const first = take(1, 'a');
  const late = expect(take(1, 'b')).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 2 });
  await settle();
  vi.advanceTimersByTime(PATIENCE_MS + 1);
  const next = take(2, 'c');
  await end('a');
  await end('c');
  await late;
  expect(begun).toEqual(['a', 'c']);
  expect(await Promise.all([first, next])).toEqual(['a', 'c']);
});

test('who would be one too many is refused at once', async () => {
  const { take, begun, end } = createBench(2, 1);
  const taken = [take(1, 'a'), take(1, 'b'), take(1, 'c')];
  await expect(take(2, 'd')).rejects.toMatchObject({ code: 'overloaded' });
  await settle();
  for (const name of ['a', 'b', 'c']) await end(name);
  expect(await Promise.all(taken)).toEqual(['a', 'b', 'c']);
  expect(begun).toEqual(['a', 'b', 'c']);
  const again = take(2, 'e');
  await settle();
  await end('e');
  expect(await again).toBe('e');
});
