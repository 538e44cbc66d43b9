import {
  type Client,
  type ClientOptions,
  type ConnectionSettings,
  createClient,
  createDatabase,
  type Database,
} from './client.ts';
import { createConnectionWatch } from './connections.ts';
import { createQueue, type Queue, type QueueLimits } from './queue.ts';

/** Connections to Postgres with the queue in front of them. */
export interface OpenPool {
  readonly client: Client;
  readonly db: Database;
  readonly queue: Queue;
  /** How many connections are open. */
  connections(): number;
  /** Waits for statements that are under way, for a while. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_SECONDS = 5;
const SILENCE_GRACE_MS = 5000;

/** Makes a pool, which connects when it is first used. */
export function openPool(
  settings: ConnectionSettings,
  options: Omit<ClientOptions, 'onSocket'>,
  limits: QueueLimits,
): OpenPool {
  const queue = createQueue(limits);
  const silenceMs = options.statementTimeoutSeconds * 1000 + SILENCE_GRACE_MS;
  const { watch, open } = createConnectionWatch(silenceMs, () => queue.waiting() > 0);
  const client = createClient(settings, { ...options, onSocket: watch });
  return {
    client,
    db: createDatabase(client),
    queue,
    connections: open,
    close: () => client.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
  };
}
