import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

const CLOSE_TIMEOUT_MS = 10_000;
const ACCEPT_MS = 2000;
const QUIET_TURNS = 4;
const SHORT_TURN_MS = 0.2;

/**
 * Idle connections may still send a request for `lastCallMs`: it is answered, and the last of its connection.
 * `stop` takes no new ones, and resolves when all have ended.
 */
export async function closeServer(
  server: Server,
  lastCallMs: number,
  stop = () => stopListening(server),
): Promise<void> {
  await acceptWaiting(server);
  const closed = stop();
  // More than once: a long answer that began before may leave its connection idle when it ends.
  const sweep = setTimeout(() => {
    server.closeIdleConnections();
    sweep.refresh();
  }, lastCallMs);
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await closed;
  clearTimeout(sweep);
  clearTimeout(timer);
  // Ends what http's server checks from time to time.
  server.close();
}

/** Not http's own `close`, which cuts idle connections at once. */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

/**
 * Takes the connections that the system has taken already: closing would reset them. Those that come between
 * the last look and the closing are lost, so it is done behind a look that was short.
 */
export async function acceptWaiting(server: NetServer): Promise<void> {
  let accepted = 0;
  server.on('connection', () => {
    accepted += 1;
  });
  const began = performance.now();
  // Node takes one connection a turn; a few turns without one, and there are no more.
  for (let quiet = 0; quiet < QUIET_TURNS; ) {
    const [seen, turned] = [accepted, performance.now()];
    await nextTurn();
    const now = performance.now();
    if (now - began > ACCEPT_MS) return;
    quiet = accepted === seen && now - turned < SHORT_TURN_MS ? quiet + 1 : 0;
  }
}
