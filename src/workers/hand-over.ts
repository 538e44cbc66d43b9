import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import { giveOrder, onReport } from './messages.ts';

/** Gives connections to workers in turn. */
export interface HandOver {
  /** Gives it to a worker; closes it where there is none. */
  give(socket: Socket): void;
  /** From now on this one has its turn. */
  include(worker: Worker): void;
  /** It has ended: what it had not taken yet goes to others. */
  exclude(worker: Worker): void;
}

/** The sockets that a worker has not taken yet, by number. They stay open here until it has. */
type Waiting = Map<number, Socket>;

/** The next in turn is one that keeps the fewest waiting: one that is stuck would else have its share all the same. */
export function createHandOver(): HandOver {
  const turns = new Map<Worker, Waiting>();
  let lastId = 0;
  const give = (socket: Socket) => {
    const next = findNext(turns);
    if (next === undefined) {
      socket.destroy();
      return;
    }
    const [worker, waiting] = next;
    // Goes to the end of the line.
    turns.delete(worker);
    turns.set(worker, waiting);
    lastId += 1;
    waiting.set(lastId, socket);
    giveOrder(worker, { kind: 'connection', id: lastId }, socket);
  };
  return {
    give,
    include: (worker) => {
      const waiting: Waiting = new Map();
      turns.set(worker, waiting);
      onReport(worker, 'took', ({ id }) => {
        waiting.get(id)?.destroy();
        waiting.delete(id);
      });
    },
    exclude: (worker) => {
      const waiting = turns.get(worker);
      turns.delete(worker);
      for (const socket of waiting?.values() ?? []) give(socket);
    },
  };
}

function findNext(turns: ReadonlyMap<Worker, Waiting>): [Worker, Waiting] | undefined {
  let next: [Worker, Waiting] | undefined;
  for (const turn of turns) {
    if (next === undefined || turn[1].size < next[1].size) next = turn;
  }
  return next;
}
