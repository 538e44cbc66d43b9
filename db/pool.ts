import {
  type Client,
  type ClientOptions,
  type ConnectionSettings,
  createClient,
  createDatabase,
  type Database,
} from './client.ts';
import { createConnectionWatch } from './connections.ts';
import { renewStale } from './driver-faults.ts';
import type { Queue } from './queue.ts';
import { createPrepare, type Prepare, type Send } from './statement.ts';

/** Connections to Postgres. */
export interface OpenPool {
  /** For what is too rare to be spread over the connections. */
  readonly client: Client;
  readonly db: Database;
  readonly prepare: Prepare;
  /** How many connections are open. */
  connections(): number;
  /** Waits for statements that are under way, for a while. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_SECONDS = 5;
const SILENCE_GRACE_MS = 5000;

/** Makes a pool, which connects when it is first used. `queue` is the one that its statements go by. */
export function openPool(
  settings: ConnectionSettings,
  options: Omit<ClientOptions, 'onSocket'>,
  queue: Pick<Queue, 'waiting'>,
): OpenPool {
  const silenceMs = options.statementTimeoutSeconds * 1000 + SILENCE_GRACE_MS;
  const { watch, open } = createConnectionWatch(silenceMs, () => queue.waiting() > 0);
  const openClient = (connections: number) =>
    createClient(settings, { ...options, connections, byKeys: true, onSocket: watch });
  const { pipelined = true, connections } = options;
  // The driver's own pool looks through all statements of a busy spell each time that it moves a connection.
  const first = openClient(pipelined ? 1 : connections);
  const others = pipelined ? Array.from({ length: connections - 1 }, () => openClient(1)) : [];
  return {
    client: first,
    db: createDatabase(first),
    prepare: createPrepare(renewStale(createSend(first, others))),
    connections: open,
    close: async () => {
      await Promise.all([first, ...others].map((client) => client.end({ timeout: CLOSE_TIMEOUT_SECONDS })));
    },
  };
}

// Without a word on `simple`, which its types lack, the driver would take what has no arguments for plain text.
const PREPARED = { prepare: true, simple: false };

/** Sends each statement by the client that has the fewest under way. */
function createSend(first: Client, others: readonly Client[]): Send {
  const firstLane = { client: first, underWay: 0 };
  const otherLanes = others.map((client) => ({ client, underWay: 0 }));
  return (text, parameters) => {
    let lane = firstLane;
    for (const other of otherLanes) if (other.underWay < lane.underWay) lane = other;
    const leave = () => {
      lane.underWay -= 1;
    };
    lane.underWay += 1;
    const rows = sendBy(lane.client, text, parameters);
    rows.then(leave, leave);
    return rows;
  };
}

/** Sends a statement to be prepared under its text, by a client or a transaction. */
export function sendBy(
  client: Pick<Client, 'unsafe'>,
  text: string,
  parameters: readonly unknown[],
): Promise<(readonly unknown[])[]> {
  const query = client.unsafe(text, [], PREPARED);
  // Handed over in this way the parameters have no types of their own, so that the driver finds a statement by
  // its text as it stands, rather than by a copy of it with the types in front, made and hashed for each call.
  // A copy, since the driver writes over them what it sends.
  return Object.assign(query, { parameters: [...parameters] }).values();
}
