import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadConnection, openConnection } from './connection.ts';
import type { PlannedCall } from './mix.ts';
import { type Note, playCall } from './outcome.ts';

/** Calls that come when they are due, however long the answers take. */
export interface OpenLoop {
  readonly port: number;
  readonly callsPerSecond: number;
  /** Opened beforehand; a call for which none is free waits, and that counts as its time. */
  readonly connections: number;
  readonly next: () => PlannedCall;
  readonly note: Note;
  readonly isOver: () => boolean;
}

const TICK_MS = 2;
/** So few that the system need not queue them. */
const OPENED_AT_ONCE = 16;

/** Opens its connections, runs until it is over, and waits until every call is answered. */
export async function runOpenLoop(loop: OpenLoop): Promise<void> {
  const idle = await openConnections(loop);
  const waiting: number[] = [];
  let busy = 0;
  let wake = () => {};

  const serve = async (firstDueAt: number) => {
    busy += 1;
    let connection = idle.pop();
    for (let dueAt: number | undefined = firstDueAt; dueAt !== undefined; dueAt = waiting.shift()) {
      const outcome = await playCall(
        loop.next(),
        async (request) => {
          if (connection?.isOpen() !== true) connection = await openConnection(loop.port);
          return connection.send(request);
        },
        dueAt,
      );
      loop.note(outcome);
    }
    busy -= 1;
    if (connection?.isOpen() === true) idle.push(connection);
    wake();
  };

  const startedAt = performance.now();
  for (let sent = 0; !loop.isOver(); ) {
    const due = ((performance.now() - startedAt) / 1000) * loop.callsPerSecond;
    for (; sent < due; sent += 1) {
      const dueAt = startedAt + (sent / loop.callsPerSecond) * 1000;
      if (busy < loop.connections) void serve(dueAt);
      else waiting.push(dueAt);
    }
    await sleep(TICK_MS);
  }
  while (busy > 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  for (const connection of idle) connection.close();
}

/** What is measured is the calls: many connections that all come at once are another matter. */
async function openConnections({ port, connections }: OpenLoop): Promise<LoadConnection[]> {
  const opened: LoadConnection[] = [];
  while (opened.length < connections) {
    const count = Math.min(OPENED_AT_ONCE, connections - opened.length);
    opened.push(...(await Promise.all(Array.from({ length: count }, () => openConnection(port)))));
  }
  return opened;
}

/** Offers calls for some seconds; resolves to how many of them it took until the last answer. */
export async function runOpenLoopFor(seconds: number, loop: Omit<OpenLoop, 'isOver'>): Promise<number> {
  let startedAt: number | undefined;
  await runOpenLoop({
    ...loop,
    // Asked for the first time once the connections are open.
    isOver: () => {
      startedAt ??= performance.now();
      return performance.now() - startedAt >= seconds * 1000;
    },
  });
  return (performance.now() - (startedAt ?? 0)) / 1000;
}
