import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConnectionWatch, createConnectionWatch } from '../../db/connections.ts';

const SILENCE_MS = 200;
const ANSWER = 'answer';

const opened: { destroy(): void }[] = [];

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** A connection to a server that does with each piece of what it hears what `onHeard` does. */
async function openWatched(watch: ConnectionWatch, onHeard: (server: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    opened.push(socket);
    socket.on('error', () => {});
    socket.on('data', () => onHeard(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  opened.push(socket);
  socket.on('error', () => {});
  watch.watch(socket);
  await once(socket, 'connect');
  server.close();
  return socket;
}

const answer = (server: Socket) => server.write(ANSWER);
const saysNothing = () => {};

/** A watched connection whose server is silent, by the end of which so much time has passed. */
async function silenceOf(socket: Socket): Promise<number> {
  const begun = performance.now();
  if (!socket.destroyed) await once(socket, 'close');
  return performance.now() - begun;
}

test('a connection on which the server owes an answer is closed when it has been silent for long', async () => {
  const watch = createConnectionWatch(SILENCE_MS, () => true);
  const socket = await openWatched(watch, saysNothing);
  expect(watch.open()).toBe(1);
  socket.write('question');
  expect(await silenceOf(socket)).toBeGreaterThanOrEqual(SILENCE_MS);
  expect(watch.open()).toBe(0);
});

describe('a connection that the server has answered before', () => {
  /** One whose server has answered the first question, and answers no other. */
  async function openAnsweredOnce(watch: ConnectionWatch): Promise<Socket> {
    let asked = 0;
    const socket = await openWatched(watch, (server) => {
      asked += 1;
      if (asked === 1) answer(server);
    });
    socket.write('question');
    expect(String((await once(socket, 'data'))[0])).toBe(ANSWER);
    return socket;
  }

  test('is closed as well when it is silent', async () => {
    let isWaiting = false;
    const socket = await openAnsweredOnce(createConnectionWatch(SILENCE_MS, () => isWaiting));
    const other = await openWatched(
      createConnectionWatch(SILENCE_MS, () => true),
      saysNothing,
    );
    other.write('question');
    await silenceOf(other);
    isWaiting = true;
    socket.write('question');
    expect(await silenceOf(socket)).toBeGreaterThanOrEqual(SILENCE_MS);
  });

  test('is closed as well where the next question followed at once', async () => {
    const watch = createConnectionWatch(SILENCE_MS, () => true);
    const socket = await openAnsweredOnce(watch);
    socket.write('question');
    for (const _ of ['once', 'twice']) {
      const silent = await openWatched(watch, saysNothing);
      silent.write('question');
      await silenceOf(silent);
    }
    expect(socket.destroyed).toBe(true);
  });
});

test('questions that follow each other do not hide that none is answered', async () => {
  const watch = createConnectionWatch(SILENCE_MS, () => true);
  const socket = await openWatched(watch, saysNothing);
  const asking = setInterval(() => socket.write('question'), SILENCE_MS / 10);
  try {
    expect(await silenceOf(socket)).toBeGreaterThanOrEqual(SILENCE_MS);
  } finally {
    clearInterval(asking);
  }
});

test('a connection that is idle, and one that is answered, stay open for as long as another takes to be closed twice', async () => {
  const watch = createConnectionWatch(SILENCE_MS, () => true);
  const quiet = createConnectionWatch(SILENCE_MS, () => false);
  const neverAsked = await openWatched(watch, saysNothing);
  const idle = await openWatched(quiet, answer);
  idle.write('question');
  await once(idle, 'data');
  const answered = await openWatched(watch, answer);
  const asking = setInterval(() => answered.write('question'), SILENCE_MS / 10);
  try {
    for (const _ of ['once', 'twice']) {
      const silent = await openWatched(watch, saysNothing);
      silent.write('question');
      await silenceOf(silent);
    }
  } finally {
    clearInterval(asking);
  }
  expect([neverAsked, idle, answered].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
  expect([watch.open(), quiet.open()]).toEqual([2, 1]);
});

test('a slow answer that keeps coming is no silence', async () => {
  const watch = createConnectionWatch(SILENCE_MS, () => true);
  const socket = await openWatched(watch, (server) => {
    const answering = setInterval(() => server.write('.'), SILENCE_MS / 10);
    server.once('close', () => clearInterval(answering));
  });
  socket.write('question');
  let received = 0;
  for await (const chunk of socket) {
    received += chunk.length;
    if (received > 25) break;
  }
  expect(received).toBeGreaterThan(25);
});
