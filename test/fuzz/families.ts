import fc from 'fast-check';
import { anyBig } from './big-case.ts';
import { createBigLane } from './big-lane.ts';
import { anyCall } from './call-case.ts';
import { createLane } from './lane.ts';
import type { Family, Options } from './options.ts';
import { anyRaw } from './raw-case.ts';
import { createRawLane } from './raw-lane.ts';
import { messageOf } from './shown.ts';
import { anySlow, runSlow } from './slow-case.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** A case that failed, and how to see it again. */
export interface Failure {
  readonly family: Family;
  readonly seed: number;
  readonly path: string;
  readonly counterexample: string;
  readonly message: string;
}

interface Share {
  readonly cases: number;
  readonly lanes: number;
}

/** How many cases of each family are run, and in how many lanes side by side. */
export function shareOut({ cases, family, path }: Options): Readonly<Record<Family, Share>> {
  const big = Math.min(Math.ceil(cases / 100), 300);
  const slow = Math.min(Math.ceil(cases / 100), 60);
  const raw = Math.ceil(cases / 6);
  const all = { call: Math.max(cases - big - slow - raw, 1), raw, big, slow };
  const lanes = { call: 12, raw: 16, big: 1, slow };
  const share = (name: Family): Share => {
    if (path !== undefined) return { cases: name === family ? 1 : 0, lanes: 1 };
    if (family === undefined) return { cases: all[name], lanes: lanes[name] };
    return { cases: name === family ? cases : 0, lanes: name === 'slow' ? Math.min(cases, 60) : lanes[name] };
  };
  return { call: share('call'), raw: share('raw'), big: share('big'), slow: share('slow') };
}

/** Runs one family's cases in lanes, until one fails or `isStopped`. Resolves to what failed, shrunk. */
export async function runFamily(
  family: Family,
  { cases, lanes }: Share,
  options: Options,
  world: World,
  tally: Tally,
  stop: { stopped: boolean },
): Promise<readonly Failure[]> {
  if (cases === 0) return [];
  const laneCount = family === 'slow' ? lanes : Math.min(lanes, Math.ceil(cases / 80));
  const runs = Array.from({ length: laneCount }, async (_, index) => {
    const check = await RUNNERS[family](world, tally);
    const result = await check(
      {
        seed: options.seed + index,
        numRuns: Math.ceil(cases / laneCount),
        ...(options.path === undefined ? {} : { path: options.path, endOnFailure: true }),
      },
      () => stop.stopped,
    );
    if (!result.failed) return [];
    stop.stopped = true;
    const { seed, counterexamplePath, counterexample, errorInstance } = result;
    const shown = { counterexample: JSON.stringify(counterexample), message: messageOf(errorInstance) };
    return [{ family, seed, path: counterexamplePath ?? '', ...shown }];
  });
  return (await Promise.all(runs)).flat();
}

type Check = (
  parameters: fc.Parameters<unknown>,
  isStopped: () => boolean,
) => Promise<fc.RunDetails<unknown>>;

/** Checks that no case of a kind fails. Cases that were asked for after the stop are left out. */
function checkThat<T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => Promise<unknown>): Check {
  return (parameters, isStopped) => {
    let failedHere = false;
    const property = fc.asyncProperty(arbitrary, async (value) => {
      // The lane that failed goes on, to find a smaller case that fails too.
      if (isStopped() && !failedHere) return;
      try {
        await run(value);
      } catch (error) {
        failedHere = true;
        throw error;
      }
    });
    return fc.check<unknown>(property as fc.IAsyncProperty<unknown>, parameters);
  };
}

const RUNNERS: Readonly<Record<Family, (world: World, tally: Tally) => Promise<Check>>> = {
  call: async ({ addAccount, neighbour }, tally) => {
    const { account, connection } = await addAccount();
    const lane = createLane(account, neighbour, connection, tally);
    await lane.reset();
    return checkThat(anyCall, async (call) => {
      try {
        await lane.run(call);
      } catch (error) {
        await lane.reset();
        throw error;
      }
    });
  },
  raw: async ({ gateway, addAccount, neighboursToken }, tally) => {
    const { account, connection } = await addAccount();
    return checkThat(anyRaw, createRawLane(gateway.port, account, neighboursToken, connection, tally).run);
  },
  big: async ({ gateway, addAccount }, tally) => {
    const { account, connection } = await addAccount();
    return checkThat(anyBig, createBigLane(gateway.port, account, connection, tally).run);
  },
  slow: async ({ gateway }, tally) =>
    checkThat(anySlow, async (slow) => {
      const ms = await runSlow(gateway.port, slow);
      tally.note(`slow ${slow.stalls}, seconds`, Math.round(ms / 1000), []);
    }),
};
