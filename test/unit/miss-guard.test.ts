import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMissGuard } from '../../src/miss-guard.ts';

const ADDRESS = '203.0.113.1';
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the misses of a minute are allowed, and the next must wait for the end of that minute', async () => {
  const guard = createMissGuard(2);
  expect(await guard.noteMiss(ADDRESS)).toBeUndefined();
  vi.advanceTimersByTime(20_000);
  expect(await guard.noteMiss(ADDRESS)).toBeUndefined();
  expect(await guard.noteMiss(ADDRESS)).toBe(40);
  vi.advanceTimersByTime(39_500);
  expect(await guard.noteMiss(ADDRESS)).toBe(1);
});

test('a new minute begins with no misses, however many there were', async () => {
  const guard = createMissGuard(2);
  for (let count = 0; count < 100; count += 1) await guard.noteMiss(ADDRESS);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(await guard.noteMiss(ADDRESS)).toBeUndefined();
  expect(await guard.noteMiss(ADDRESS)).toBeUndefined();
  expect(await guard.noteMiss(ADDRESS)).toBe(60);
});

test('each address has a count of its own, and so has each guard', async () => {
  const guard = createMissGuard(1);
  expect(await guard.noteMiss(ADDRESS)).toBeUndefined();
  expect(await guard.noteMiss('203.0.113.2')).toBeUndefined();
  expect(await createMissGuard(1).noteMiss(ADDRESS)).toBeUndefined();
  expect(await guard.noteMiss(ADDRESS)).toBe(60);
});

test('misses that are noted together are counted one by one', async () => {
  const guard = createMissGuard(3);
  const waits = await Promise.all(Array.from({ length: 5 }, () => guard.noteMiss(ADDRESS)));
  expect(waits).toEqual([undefined, undefined, undefined, 60, 60]);
});
