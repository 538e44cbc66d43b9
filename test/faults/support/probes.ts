import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, createCaller } from './callers.ts';
import { isReady } from './gateways.ts';
import { askOnce } from './sql.ts';
import type { FaultyStore } from './stores.ts';

/** How calls of every sort were answered that were made at the same moment. */
export interface Sounding {
  /** The calls that were done, and `readyz` where it said so. */
  readonly done: readonly string[];
  /** The calls that were answered 503 in the dialect's own words, and `readyz` where it said so. */
  readonly interrupted: readonly string[];
  /** How long the slowest took. */
  readonly slowestMs: number;
}

/** Every call that is made at once, by name, and `readyz`. */
export const PROBES = [
  'filemail list',
  'filemail contact',
  'filemail group',
  'filemail login',
  'txty list',
  'txty contact',
  'txty group',
  'txty login',
  'readyz',
] as const;

const POLL_MS = 10;
const PATIENCE_MS = 20_000;

/** Makes calls in the name of an account that nobody else uses; rejects where one is answered otherwise. */
export function createSound(account: Credentials, origin: () => string): () => Promise<Sounding> {
  return async () => {
    let slowestMs = 0;
    const caller = createCaller(account, origin, (tookMs) => {
      slowestMs = Math.max(slowestMs, tookMs);
    });
    const { userName: username, password } = account;
    const outcomes = await Promise.all([
      caller.filemail('contacts/get'),
      caller.filemail('contacts/add', { name: 'Anna', email: 'anna@example.com' }),
      caller.filemail('contacts/group/add', { name: 'Team' }),
      caller.filemail('authentication/login', { username, password }),
      caller.txty('view/groups/api.json'),
      caller.txty('contact/create/api.json', { fullname: 'Bo' }),
      caller.txty('group/create/api.json', { name: 'Team' }),
      caller.txty('user/newapikey/login.json', { pass: password }),
      askReadiness(origin(), (tookMs) => {
        slowestMs = Math.max(slowestMs, tookMs);
      }),
    ]);
    if (outcomes.some((answer) => answer.outcome === 'unknown' && !answer.answered))
      throw new Error('the gateway broke a connection off');
    const named = (wanted: string) => PROBES.filter((_, index) => outcomes[index]?.outcome === wanted);
    return { done: named('done'), interrupted: named('unknown'), slowestMs };
  };
}

async function askReadiness(origin: string, noteTime: (tookMs: number) => void) {
  const began = performance.now();
  const ready = await isReady(origin);
  noteTime(performance.now() - began);
  return ready ? ({ outcome: 'done' } as const) : ({ outcome: 'unknown', answered: true } as const);
}

/** Waits until every call is done again; resolves to how long that took, in ms. */
export async function waitForRecovery(sound: () => Promise<Sounding>): Promise<number> {
  const began = performance.now();
  for (let { interrupted } = await sound(); interrupted.length > 0; { interrupted } = await sound()) {
    if (performance.now() - began > PATIENCE_MS)
      throw new Error(`not done any more: ${interrupted.join(', ')}`);
    await sleep(POLL_MS);
  }
  return performance.now() - began;
}

/** Waits until Postgres itself takes connections. */
export async function waitForServer(store: FaultyStore): Promise<void> {
  const began = performance.now();
  while (!(await askOnce(await store.findUrl(), 'select true').catch(() => false))) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('Postgres does not come back');
    await sleep(POLL_MS);
  }
}
