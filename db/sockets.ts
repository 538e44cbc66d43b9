import { connect, isIP, Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import type { ConnectionSettings } from './client.ts';
import { closeIfMute, failAsItCloses } from './driver-faults.ts';

const CONNECT_TIMEOUT_MS = 2000;
const KEEP_ALIVE_MS = 60_000;
// Postgres protocol, "SSLRequest".
const TLS_REQUEST = Buffer.from('0000000804d2162f', 'hex');
const TLS_GRANTED = 'S';
const TLS_REFUSED = 'N';

/**
 * Opens a socket for the driver, which takes one that is still connecting for a connected one: it waits, and hears of
 * a failure. Never rejects: the driver would not open another one. TLS is begun here, since the driver would do so
 * with a socket of its own making, and out of the reach of `db/driver-faults.ts`.
 */
export async function openSocket(settings: ConnectionSettings): Promise<Socket> {
  const { host, port, ssl } = settings;
  const socket = host.startsWith('/')
    ? connect({ path: `${host}/.s.PGSQL.${port}` })
    : connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
  const ready = ssl === undefined ? socket : await startTls(socket, settings).catch(closeSoon);
  failAsItCloses(ready);
  closeIfMute(ready);
  return ready;
}

/** Rejects where the server does not answer in time, or refuses TLS where it is asked for. */
async function startTls(socket: Socket, { host, ssl }: ConnectionSettings): Promise<Socket> {
  const answer = await askForTls(socket);
  if (answer === TLS_REFUSED && ssl === 'prefer') return socket;
  // More than the one letter would be somebody else's, put in before the encryption began (CVE-2021-23222).
  if (answer !== TLS_GRANTED) {
    socket.destroy();
    throw withCode(answer === TLS_REFUSED ? 'TLS_REFUSED' : 'CONNECTION_CLOSED');
  }
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectByTls({ socket, host, ...servername, rejectUnauthorized: ssl === 'verify-full' });
}

function askForTls(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(withCode('CONNECTION_CLOSED')));
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(withCode('CONNECT_TIMEOUT')));
    socket.once('data', (bytes) => {
      socket.setTimeout(0);
      socket.removeAllListeners();
      resolve(bytes.toString('latin1'));
    });
    socket.write(TLS_REQUEST);
  });
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A socket that fails once the driver listens. */
function closeSoon(error: Error): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(error));
  return socket;
}
