import { type LoadConnection, openConnection } from './connection.ts';
import type { PlannedCall } from './mix.ts';
import { type Note, playCall } from './outcome.ts';

/** Clients of which each sends its next call once the last one is answered. */
export interface ClosedLoop {
  readonly port: number;
  readonly clients: number;
  readonly next: () => PlannedCall;
  readonly note: Note;
  readonly isOver: () => boolean;
  /** True for clients that connect anew for each call. */
  readonly connectsAnew?: boolean;
}

/** Runs until it is over, or nobody listens any more: a client that is refused a connection leaves. */
export async function runClosedLoop(loop: ClosedLoop): Promise<void> {
  await Promise.all(Array.from({ length: loop.clients }, () => runClient(loop)));
}

async function runClient({ port, next, note, isOver, connectsAnew = false }: ClosedLoop): Promise<void> {
  let connection: LoadConnection | undefined;
  while (!isOver()) {
    const outcome = await playCall(next(), async (request) => {
      if (connection?.isOpen() !== true) connection = await openConnection(port);
      return connection.send(request);
    });
    note(outcome);
    if (outcome.kind === 'unconnected') break;
    if (connectsAnew || outcome.kind === 'lost') {
      connection?.close();
      connection = undefined;
    }
  }
  connection?.close();
}

/** Runs for some seconds; resolves to how many of them it took until the last answer. */
export async function runClosedLoopFor(seconds: number, loop: Omit<ClosedLoop, 'isOver'>): Promise<number> {
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= seconds * 1000;
  await runClosedLoop({ ...loop, isOver });
  return (performance.now() - startedAt) / 1000;
}
