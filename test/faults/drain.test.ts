import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runClosedLoop } from '../load/closed-loop.ts';
import { connectSocket } from '../load/connection.ts';
import { type GatewayProcess, killGateways, startGatewayProcess } from '../load/gateway-process.ts';
import { addLoadBooks, type LoadBooks } from '../load/load-books.ts';
import { addLongList, type LongList } from '../load/long-list.ts';
import type { Note } from '../load/outcome.ts';
import { createReplyReader, type LoadReply } from '../load/reply-reader.ts';
import { openSlowReader } from '../load/slow-reader.ts';
import { createTally } from '../load/tally.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitUntil } from '../support/embedded-site.ts';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3);
const DRAIN_SECONDS = 1;
const LIST_CONTACTS = 15_000;
/** So that the list is under way when the drain begins, and goes on beyond its end. */
const LIST_BYTES_PER_SECOND = 3_000_000;
const AT_ONCE_MS = 1500;
/**
 * Of connections that the system has taken, but not yet given out, when the port is closed: those few that come
 * between the last look and the closing, which the system resets. Nothing of them was read.
 */
const MOST_RESETS = 4;
const RESET = 'ECONNRESET after 0 bytes of the answer';

let database: TestDatabase;
let books: LoadBooks;
let list: LongList;

beforeAll(async () => {
  database = await createTestDatabase();
  const gateway = await start();
  books = await addLoadBooks({ DATABASE_URL: database.url }, gateway.port);
  list = await addLongList(database.url, gateway.port, LIST_CONTACTS);
  gateway.kill('SIGINT');
  await gateway.exited;
});

afterEach(killGateways);

afterAll(() => database.drop());

function start(workers = 1): Promise<GatewayProcess> {
  return startGatewayProcess({
    DATABASE_URL: database.url,
    DIGLOT_WORKERS: String(workers),
    OPS_PORT: '0',
    DIGLOT_DRAIN_SECONDS: String(DRAIN_SECONDS),
  });
}

/** Calls of clients that keep their connection, and of such that connect for each call, until nobody listens. */
function startLoad(port: number) {
  const tally = createTally();
  const anew = { lastOkAt: 0 };
  const resetsAt: number[] = [];
  const load = { port, next: books.mix.next, isOver: () => false };
  const note: Note = (outcome) => {
    if (outcome.kind === 'lost' && outcome.detail?.endsWith(RESET)) resetsAt.push(performance.now());
    else tally.note(outcome);
  };
  const ended = Promise.all([
    runClosedLoop({ ...load, clients: 12, note }),
    runClosedLoop({
      ...load,
      clients: 4,
      connectsAnew: true,
      note: (outcome) => {
        note(outcome);
        if (outcome.kind === 'ok') anew.lastOkAt = performance.now();
      },
    }),
  ]);
  return { tally, anew, resetsAt, ended };
}

/** A POST of which the last byte is sent when `finish` is called. */
async function startPost(port: number) {
  const socket = await connectSocket(port);
  const reader = createReplyReader();
  const reply = new Promise<LoadReply | undefined>((resolve) => {
    socket.on('data', (piece) => {
      const whole = reader.push(piece);
      if (whole !== undefined) resolve(whole);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(undefined));
  });
  const form = 'user=nobody&key=none';
  socket.write(
    `POST /view/contacts/api.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${form.length}\r\n\r\n`,
  );
  socket.write(form.slice(0, -1));
  return {
    finish: async () => {
      socket.write(form.slice(-1));
      return reply;
    },
  };
}

/** A connection that has made a call and keeps still, and how the server will end it. */
async function keepIdle(port: number): Promise<{ readonly ending: Promise<string> }> {
  const socket = await connectSocket(port);
  socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  const ending = new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('data', (piece) => resolve(`more came: ${piece}`));
    socket.on('end', () => resolve('ended'));
  });
  return { ending };
}

async function isUnready(port: number): Promise<boolean> {
  const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
  return status === 503;
}

const rounds = Array.from({ length: ROUNDS }, (_, index) => [
  { round: index + 1, workers: 1 },
  { round: index + 1, workers: 2 },
]).flat();

test.each(rounds)(
  'SIGTERM under load loses and cuts nothing, and is told to who asks whether it is ready ($workers at work, round $round)',
  async ({ workers }) => {
    const gateway = await start(workers);
    const { port, opsPort = 0 } = gateway;
    const load = startLoad(port);
    const reading = openSlowReader({ port, request: list.request, bytesPerSecond: LIST_BYTES_PER_SECOND });
    const post = await startPost(port);
    const idle = await keepIdle(port);
    await waitUntil(() => load.tally.count('ok') > 100 && reading.received() > 0);

    const signalledAt = performance.now();
    gateway.kill('SIGTERM');
    await waitUntil(async () => (await isUnready(port)) && (await isUnready(opsPort)));
    expect(performance.now() - signalledAt).toBeLessThan(AT_ONCE_MS);
    await load.ended;
    // The last byte comes when nobody listens any more; the request began before the signal.
    const posted = await post.finish();

    expect(await gateway.exited).toBe(0);
    expect(load.tally.failures.filter((failure) => !failure.startsWith('unconnected:'))).toEqual([]);
    const drainedAt = signalledAt + DRAIN_SECONDS * 1000;
    expect(load.resetsAt.filter((at) => at < drainedAt)).toEqual([]);
    expect(load.resetsAt.length).toBeLessThanOrEqual(MOST_RESETS);
    expect(load.anew.lastOkAt - signalledAt).toBeGreaterThan(DRAIN_SECONDS * 1000 - 200);
    expect(posted?.body.toString()).toContain('USER_NOT_FOUND');
    expect(await idle.ending).toBe('ended');
    const { reply, tail } = await reading.ended;
    expect(reply === undefined ? `cut behind ${tail}` : list.isWhole(reply.body)).toBe(true);
    expect(gateway.complaints()).toEqual([]);
  },
  30_000,
);
