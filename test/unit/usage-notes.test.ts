import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import type { CallReport } from '../../dialects/kernel/kernel-options.ts';
import type { UsageCount } from '../../domain/usage.ts';
import { createUsageNotes } from '../../src/usage-notes.ts';

function report(changes: Partial<CallReport> = {}): CallReport {
  return {
    ...{ requestId: '', method: 'GET', dialect: 'txty', operation: 'view.user', outcome: 'ok', status: 200 },
    ...{ bytes: 2, durationMs: 1, undeclared: 0, accountId: 7, client: 'shop/1' },
    ...{ refusal: undefined, fault: undefined },
    ...changes,
  };
}

/** A port that takes counts while it works, and the lines that are logged. */
function createPort() {
  const taken: UsageCount[][] = [];
  const lines: unknown[] = [];
  const port = { works: true };
  const addUsage = async (counts: readonly UsageCount[]) => {
    if (!port.works) throw new Error('no store');
    taken.push([...counts]);
  };
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const total = () => taken.flat().reduce((sum, { calls }) => sum + calls, 0);
  return { port, taken, lines, total, notes: createUsageNotes({ addUsage }, log) };
}

describe('the counts of a process', () => {
  test('hold each call of an account that is known, with what became of it', async () => {
    const { notes, taken } = createPort();
    const outcomes = ['ok', 'cut', 'ACCESS_DENIED', 'UNKNOWN_ERROR'];
    for (const outcome of outcomes) notes.noteCall(report({ outcome, undeclared: 2 }));
    notes.noteCall(report({ client: undefined }));
    notes.noteCall(report({ accountId: undefined }));
    notes.noteCall(report({ operation: undefined }));
    await notes.close();
    const lastUsedAt = expect.any(Date);
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    const what = { accountId: 7, day, dialect: 'txty', operation: 'view.user', lastUsedAt };
    expect(taken).toEqual([
      [
        { ...what, client: 'shop/1', calls: 4, refusals: 2, undeclared: 8 },
        { ...what, client: '(none)', calls: 1, refusals: 0, undeclared: 0 },
      ],
    ]);
  });

  test('are written two seconds later, and not at all where there are none', async () => {
    vi.useFakeTimers();
    try {
      const { notes, taken } = createPort();
      notes.noteCall(report());
      await vi.advanceTimersByTimeAsync(1999);
      expect(taken).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(taken).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(60_000);
      expect([taken.length, vi.getTimerCount()]).toEqual([1, 0]);
      notes.noteCall(report());
      await vi.advanceTimersByTimeAsync(2000);
      expect(taken).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that could not be written are kept, added to and written once that is possible', async () => {
    vi.useFakeTimers();
    try {
      const { notes, port, taken, lines, total } = createPort();
      port.works = false;
      for (let call = 0; call < 10; call += 1) {
        notes.noteCall(report());
        await vi.advanceTimersByTimeAsync(2000);
      }
      expect(lines).toMatchObject([{ level: 40, msg: 'calls could not be counted yet' }]);
      port.works = true;
      await vi.advanceTimersByTimeAsync(2000);
      expect([taken.flat().length, total()]).toEqual([1, 10]);
      await notes.close();
      expect(total()).toBe(10);
    } finally {
      vi.useRealTimers();
    }
  });

  test('tell clients apart no more where they are too many to be kept', async () => {
    const { notes, port, taken, total } = createPort();
    port.works = false;
    for (let client = 0; client < 30_000; client += 1) notes.noteCall(report({ client: `client ${client}` }));
    port.works = true;
    await notes.close();
    expect(total()).toBe(30_000);
    expect(taken.flat().length).toBe(20_001);
    expect(Math.max(...taken.map(({ length }) => length))).toBe(1000);
  });

  test('are not kept beyond 40,000 while they can not be written', async () => {
    const { notes, port, total } = createPort();
    port.works = false;
    for (let accountId = 1; accountId <= 50_000; accountId += 1) notes.noteCall(report({ accountId }));
    port.works = true;
    await notes.close();
    expect(total()).toBe(40_000);
  });
});
