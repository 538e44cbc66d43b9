import { setTimeout as sleep } from 'node:timers/promises';
import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import { NO_CLIENT, OTHER_CLIENTS, type UsageCount, type UsageStore } from '../domain/usage.ts';
import type { Logger } from './logging.ts';

/** Counts calls, and has the counts written now and then. */
export interface UsageNotes {
  /** Counts a call of an account that is known. Never throws, and never waits. */
  noteCall(report: CallReport): void;
  /** Writes what is left, for as long as that is worth waiting for. */
  close(): Promise<void>;
}

const WRITE_AFTER_MS = 2000;
const CLOSE_PATIENCE_MS = 3000;
/** So many counts are written before their time. */
const MANY = 5000;
/** With so many, new clients are told apart no more; with twice as many, new counts are not kept. */
const TOO_MANY = 20_000;
const AT_ONCE = 1000;

type Count = { -readonly [Field in keyof UsageCount]: UsageCount[Field] };

/**
 * Makes the counts of one process. What could not be written is kept, and tried again two seconds later; a crash loses
 * what was counted since the last time. Where the store's answer is lost, what it took may be counted twice.
 */
export function createUsageNotes(usage: Pick<UsageStore, 'addUsage'>, log: Pick<Logger, 'warn'>): UsageNotes {
  let counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let fails = false;

  const add = (more: UsageCount) => {
    const client = counts.size < TOO_MANY ? more.client : OTHER_CLIENTS;
    const count = counts.get(keyOf(more)) ?? counts.get(keyOf({ ...more, client }));
    if (count !== undefined) {
      count.calls += more.calls;
      count.refusals += more.refusals;
      count.undeclared += more.undeclared;
      if (count.lastUsedAt < more.lastUsedAt) count.lastUsedAt = more.lastUsedAt;
    } else if (counts.size < 2 * TOO_MANY) {
      counts.set(keyOf({ ...more, client }), { ...more, client });
    }
  };
  const write = async () => {
    const batch = [...counts.values()];
    counts = new Map();
    let written = 0;
    try {
      for (; written < batch.length; written += AT_ONCE)
        await usage.addUsage(batch.slice(written, written + AT_ONCE));
      fails = false;
    } catch (err) {
      batch.slice(written).forEach(add);
      // The store's troubles are in the lines of the calls: once is enough.
      if (!fails) log.warn({ err }, 'calls could not be counted yet');
      fails = true;
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
      if (counts.size > 0) later();
    });
    return writing;
  };
  const later = () => {
    timer ??= setTimeout(flush, WRITE_AFTER_MS).unref();
  };
  const flushAll = async () => {
    await writing;
    await flush();
    clearTimeout(timer);
  };

  return {
    noteCall: (report) => {
      const count = countOf(report);
      if (count === undefined) return;
      add(count);
      if (counts.size >= MANY && !fails) flush();
      else later();
    },
    close: () => Promise.race([flushAll(), sleep(CLOSE_PATIENCE_MS, undefined, { ref: false })]),
  };
}

/** What a call comes to; undefined where it is nobody's. */
function countOf(report: CallReport): UsageCount | undefined {
  const { accountId, dialect, operation, outcome, undeclared, client = NO_CLIENT } = report;
  if (accountId === undefined || operation === undefined) return undefined;
  const lastUsedAt = new Date();
  const day = lastUsedAt.toISOString().slice(0, 'YYYY-MM-DD'.length);
  const refusals = outcome === 'ok' || outcome === 'cut' ? 0 : 1;
  return { accountId, day, dialect, operation, client, calls: 1, refusals, undeclared, lastUsedAt };
}

/** No part of it holds the character between. */
function keyOf({ accountId, day, dialect, operation, client }: UsageCount): string {
  return `${accountId}\n${day}\n${dialect}\n${operation}\n${client}`;
}
