import { runClosedLoopFor } from './closed-loop.ts';
import type { PlannedCall } from './mix.ts';
import { runOpenLoopFor } from './open-loop.ts';
import { createTally, type Tally } from './tally.ts';

/** What was answered during a stretch of time. */
export interface Stretch {
  readonly tally: Tally;
  readonly okPerSecond: number;
}

export interface Burst {
  /** Clients that never pause, no more of them than its queue holds. */
  readonly peak: Stretch;
  /** Twice as many calls a second as at the peak, whatever becomes of them. */
  readonly during: Stretch;
  /** A few clients, at once behind the burst. */
  readonly after: Stretch;
}

export interface BurstOptions {
  readonly port: number;
  readonly next: () => PlannedCall;
  readonly seconds: number;
  readonly overload?: number;
}

const WARM_UP_SECONDS = 2;
const AFTER_SECONDS = 1;
/** As many as fit into a small queue, and enough to keep the gateway busy. */
export const PEAK_CLIENTS = 32;
const AFTER_CLIENTS = 4;
/** So many that the calls, and not the connections, are what there is too much of. */
const CONNECTIONS = 2_000;

/** Measures the peak of a gateway, offers it more than that, and looks how it is afterwards. */
export async function runBurst({ port, next, seconds, overload = 2 }: BurstOptions): Promise<Burst> {
  await runClosedLoopFor(WARM_UP_SECONDS, { port, next, clients: PEAK_CLIENTS, note: () => undefined });
  const peak = await measure((note) =>
    runClosedLoopFor(seconds, { port, next, clients: PEAK_CLIENTS, note }),
  );
  const callsPerSecond = overload * peak.okPerSecond;
  const during = await measure((note) =>
    runOpenLoopFor(seconds, { port, next, callsPerSecond, connections: CONNECTIONS, note }),
  );
  const after = await measure((note) =>
    runClosedLoopFor(AFTER_SECONDS, { port, next, clients: AFTER_CLIENTS, note }),
  );
  return { peak, during, after };
}

async function measure(run: (note: Tally['note']) => Promise<number>): Promise<Stretch> {
  const tally = createTally();
  const seconds = await run(tally.note);
  return { tally, okPerSecond: tally.count('ok') / seconds };
}
