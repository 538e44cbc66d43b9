import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StoreFault } from '../../db/errors.ts';
import { createQueue } from '../../db/queue.ts';

const TIMEOUT_MS = 1800;
const UNAVAILABLE = { name: 'DomainError', code: 'store-unavailable', retryAfterSeconds: 2 };
const OVERLOADED = { name: 'DomainError', code: 'overloaded', retryAfterSeconds: 2 };

const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown) => unhandled.push(reason);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  unhandled.length = 0;
  process.on('unhandledRejection', noteUnhandled);
});

afterEach(async () => {
  await nextTurn();
  process.off('unhandledRejection', noteUnhandled);
  // Whoever has left must leave no timer behind, and nothing that nobody hears of.
  expect(vi.getTimerCount()).toBe(0);
  expect(unhandled).toEqual([]);
  vi.useRealTimers();
});

const nextTurn = () => new Promise(setImmediate);

/** Work that ends when the test says so. */
function createWork() {
  let end = () => {};
  let fail: (error: Error) => void = () => {};
  const promise = new Promise<string>((resolve, reject) => {
    end = () => resolve('done');
    fail = reject;
  });
  return { run: vi.fn(() => promise), end, fail };
}

/** An error as the driver throws it, wrapped as Drizzle does. */
function driverError(code: string): Error {
  return new Error('Failed query', { cause: Object.assign(new Error('secret'), { code }) });
}

describe('a queue that is full', () => {
  test('refuses at once, without beginning the work, and takes more as soon as one has left', async () => {
    const queue = createQueue({ maxWaiting: 2, timeoutMs: TIMEOUT_MS });
    const [one, two, three] = [createWork(), createWork(), createWork()];
    const first = queue.run(one.run);
    const second = queue.run(two.run);
    expect(queue.waiting()).toBe(2);
    await expect(queue.run(three.run)).rejects.toMatchObject(OVERLOADED);
    expect(three.run).not.toHaveBeenCalled();
    expect(queue.waiting()).toBe(2);
    one.end();
    expect(await first).toBe('done');
    const third = queue.run(three.run);
    expect(three.run).toHaveBeenCalledOnce();
    two.end();
    three.end();
    expect(await Promise.all([second, third])).toEqual(['done', 'done']);
    expect(queue.waiting()).toBe(0);
  });

  test('is made room in by work that fails as well', async () => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = createWork();
    const failing = queue.run(work.run);
    await expect(queue.run(work.run)).rejects.toMatchObject(OVERLOADED);
    work.fail(driverError('XX000'));
    await expect(failing).rejects.toThrow();
    expect(queue.waiting()).toBe(0);
    expect(await queue.run(async () => 'next')).toBe('next');
  });
});

describe('work whose time is up', () => {
  test('is told of then and not before', async () => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = createWork();
    const ended = vi.fn();
    const waiting = queue.run(work.run).finally(ended);
    const refused = expect(waiting).rejects.toMatchObject(UNAVAILABLE);
    vi.advanceTimersByTime(TIMEOUT_MS - 1);
    await nextTurn();
    expect(ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await refused;
    work.end();
  });

  test.each([
    ['succeeded', (work: ReturnType<typeof createWork>) => work.end()],
    ['failed', (work: ReturnType<typeof createWork>) => work.fail(driverError('ECONNRESET'))],
  ])('keeps its place until it has %s, which nobody hears of', async (_, settle) => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = createWork();
    const refused = expect(queue.run(work.run)).rejects.toMatchObject(UNAVAILABLE);
    vi.advanceTimersByTime(TIMEOUT_MS);
    await refused;
    expect(queue.waiting()).toBe(1);
    await expect(queue.run(work.run)).rejects.toMatchObject(OVERLOADED);
    settle(work);
    await nextTurn();
    expect(queue.waiting()).toBe(0);
    expect(await queue.run(async () => 'next')).toBe('next');
  });

  test('has time for itself alone: each is told when its own is up', async () => {
    const queue = createQueue({ maxWaiting: 2, timeoutMs: TIMEOUT_MS });
    const [early, late] = [createWork(), createWork()];
    const first = expect(queue.run(early.run)).rejects.toMatchObject(UNAVAILABLE);
    vi.advanceTimersByTime(TIMEOUT_MS / 2);
    const second = queue.run(late.run);
    vi.advanceTimersByTime(TIMEOUT_MS / 2);
    await first;
    late.end();
    early.end();
    expect(await second).toBe('done');
    await nextTurn();
    expect(queue.waiting()).toBe(0);
  });
});

describe('work that another statement got in the way of', () => {
  test.each(['40001', '40P01', '23503'])('is done again after %s', async (code) => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(driverError(code))
      .mockRejectedValueOnce(driverError(code))
      .mockResolvedValue('done');
    expect(await queue.run(work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
    expect(queue.waiting()).toBe(0);
  });

  test('is given up after three times, as a fault that names no more than its code', async () => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = vi.fn(() => Promise.reject(driverError('40001')));
    await expect(queue.run(work)).rejects.toEqual(new StoreFault('the store failed: 40001 in the driver'));
    expect(work).toHaveBeenCalledTimes(3);
    expect(queue.waiting()).toBe(0);
  });
});

describe('work that fails otherwise', () => {
  test.each([
    ['ECONNREFUSED', UNAVAILABLE],
    ['CONNECTION_CLOSED', UNAVAILABLE],
    ['57014', UNAVAILABLE],
    ['53300', UNAVAILABLE],
    ['23505', { name: 'StoreFault', message: 'the store failed: 23505 in the driver' }],
  ])('is not done again after %s', async (code, expected) => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = vi.fn(() => Promise.reject(driverError(code)));
    await expect(queue.run(work)).rejects.toMatchObject(expected);
    expect(work).toHaveBeenCalledOnce();
    expect(queue.waiting()).toBe(0);
  });

  test('may fail before it has begun', async () => {
    const queue = createQueue({ maxWaiting: 1, timeoutMs: TIMEOUT_MS });
    const work = () => {
      throw driverError('ECONNREFUSED');
    };
    await expect(queue.run(work)).rejects.toMatchObject(UNAVAILABLE);
    expect(queue.waiting()).toBe(0);
  });
});
