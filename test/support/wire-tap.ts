import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { parseDatabaseUrl } from '../../db/client.ts';
import { atEndOfFile } from './end-of-file.ts';

/** What clients have sent to Postgres. */
export interface Traffic {
  /** Statements that were carried out. */
  readonly statements: number;
  /** Times after which a client has to wait for the server. */
  readonly trips: number;
  /** Statements that the server had to parse, none where all were prepared before. */
  readonly parses: number;
}

/** A way to a database on which it is counted what passes. */
export interface WireTap {
  /** Leads to the same database, through here. */
  readonly url: string;
  /** What has passed since it was asked last. */
  take(): Traffic;
}

// Messages of the frontend: Query is a statement, its parsing and a trip in one.
const STATEMENTS = new Set(['E', 'Q']);
const TRIPS = new Set(['S', 'H', 'Q']);
const PARSES = new Set(['P', 'Q']);

/** Opens such a way, which is closed after the test file. */
export async function tapPostgres(databaseUrl: string): Promise<WireTap> {
  const { host, port } = parseDatabaseUrl(databaseUrl);
  const sockets = new Set<Socket>();
  let counted = NOTHING;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = host.startsWith('/')
      ? connect({ path: `${host}/.s.PGSQL.${port}` })
      : connect({ host, port, noDelay: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
    const read = createReader((type) => {
      counted = addMessage(counted, type);
    });
    client.on('data', read).pipe(upstream);
    upstream.pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEndOfFile(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: urlThrough(databaseUrl, (server.address() as AddressInfo).port),
    take: () => {
      const taken = counted;
      counted = NOTHING;
      return taken;
    },
  };
}

const NOTHING: Traffic = { statements: 0, trips: 0, parses: 0 };

function addMessage({ statements, trips, parses }: Traffic, type: string): Traffic {
  return {
    statements: statements + Number(STATEMENTS.has(type)),
    trips: trips + Number(TRIPS.has(type)),
    parses: parses + Number(PARSES.has(type)),
  };
}

function urlThrough(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  url.searchParams.delete('host');
  return url.href;
}

/** Tells the type of each message of one connection; the first message has none. */
function createReader(onMessage: (type: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let typeBytes = 0;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typeBytes + 4) {
      const length = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < length) return;
      if (typeBytes === 1) onMessage(String.fromCharCode(rest[0] ?? 0));
      rest = rest.subarray(length);
      typeBytes = 1;
    }
  };
}
