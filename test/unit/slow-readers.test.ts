import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutSlowReaders } from '../../src/slow-readers.ts';

const WINDOW_SECONDS = 0.2;
const MIN_READ_BYTES_PER_SECOND = 500_000;
const PACE = { minReadBytesPerSecond: MIN_READ_BYTES_PER_SECOND, windowSeconds: WINDOW_SECONDS };
/** More than what systems keep between two sockets. */
const LONG = 8 * 1024 * 1024;
const PATIENTLY = { interval: 10, timeout: 10_000 };

// Between two Unix sockets a system keeps little; over TCP so much that progress comes in large steps.
let directory: string;
const servers: Server[] = [];
const clients: Socket[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'diglot-readers-'));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  await rm(directory, { recursive: true });
});

interface Watched {
  readonly path: string;
  readonly cuts: () => number;
}

/** A server that answers every request by `respond`. */
async function serve(respond: (response: ServerResponse) => void, pace = PACE): Promise<Watched> {
  let cuts = 0;
  const server = createServer((_, response) => respond(response));
  servers.push(server);
  cutSlowReaders(server, pace, () => {
    cuts += 1;
  });
  const path = join(directory, String(servers.length));
  server.listen(path);
  await once(server, 'listening');
  return { path, cuts: () => cuts };
}

/** Asks, and reads nothing yet. */
async function ask(path: string): Promise<Socket> {
  const client = connect(path);
  clients.push(client);
  client.on('error', () => {});
  client.pause();
  await once(client, 'connect');
  client.write('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n');
  return client;
}

const sendLong = (response: ServerResponse) => response.end(Buffer.alloc(LONG));

/** Sends parts as long as they are read. */
function sendEndlessly(response: ServerResponse): void {
  const part = Buffer.alloc(65_536);
  const send = () => {
    while (!response.destroyed && response.write(part));
  };
  response.on('drain', send);
  send();
}

/** Resolves when a client that reads nothing has been cut so many times, one after the other. */
async function cutTimes(times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    const { path, cuts } = await serve(sendLong);
    await ask(path);
    await expect.poll(cuts, PATIENTLY).toBe(1);
  }
}

describe('a client that reads its answer too slowly', () => {
  test('is cut where it reads nothing at all, after its window and not before', async () => {
    const { path, cuts } = await serve(sendLong);
    const begun = performance.now();
    const client = await ask(path);
    await expect.poll(cuts, PATIENTLY).toBe(1);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(WINDOW_SECONDS * 1000);
    client.resume();
    if (!client.closed) await once(client, 'close');
    expect(client.bytesRead).toBeLessThan(LONG);
  });

  test('is cut where it reads a little, however steadily', async () => {
    const { path, cuts } = await serve(sendLong);
    const client = await ask(path);
    const reading = setInterval(() => client.read(100), 10);
    try {
      await expect.poll(cuts, PATIENTLY).toBe(1);
    } finally {
      clearInterval(reading);
    }
  });

  test('is cut though it began well, for a while longer than its window', async () => {
    const { path, cuts } = await serve(sendEndlessly);
    const client = await ask(path);
    // So that some of the answer always waits.
    const reading = setInterval(() => client.read(), 1);
    await cutTimes(2);
    clearInterval(reading);
    expect(cuts()).toBe(0);
    expect(client.bytesRead).toBeGreaterThan(5 * MIN_READ_BYTES_PER_SECOND);
    await expect.poll(cuts, { ...PATIENTLY, timeout: 3000 }).toBe(1);
  });

  test('is cut in the middle of an answer that is sent in parts', async () => {
    const { path, cuts } = await serve(sendEndlessly);
    await ask(path);
    await expect.poll(cuts, PATIENTLY).toBe(1);
  });

  test('is not cut where no pace is demanded', async () => {
    const { path, cuts } = await serve(sendLong, { ...PACE, minReadBytesPerSecond: 0 });
    const client = await ask(path);
    await cutTimes(2);
    expect(cuts()).toBe(0);
    client.resume();
    await expect.poll(() => client.bytesRead, PATIENTLY).toBeGreaterThan(LONG);
  });
});

describe('nobody else is cut', () => {
  test('who reads fast enough for longer than a window', async () => {
    const { path, cuts } = await serve(sendEndlessly);
    const client = await ask(path);
    // So that some of the answer always waits.
    const reading = setInterval(() => client.read(), 1);
    try {
      await cutTimes(3);
    } finally {
      clearInterval(reading);
    }
    expect(client.bytesRead).toBeGreaterThan(LONG / 4);
    expect([cuts(), client.destroyed]).toEqual([0, false]);
  });

  test('who has its answer and keeps the connection for later', async () => {
    const { path, cuts } = await serve((response) => response.end('short'));
    const client = await ask(path);
    client.resume();
    await once(client, 'data');
    await cutTimes(2);
    expect([cuts(), client.destroyed]).toEqual([0, false]);
    client.write('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n');
    expect(String((await once(client, 'data'))[0])).toContain('short');
  });

  test('who waits for an answer that is not ready, or that comes in drops', async () => {
    const silent = await serve(() => {});
    const dripping = await serve((response) => {
      const dripping = setInterval(() => response.write('.'), 10);
      response.once('close', () => clearInterval(dripping));
    });
    const waiting = [await ask(silent.path), await ask(dripping.path)];
    for (const client of waiting) client.resume();
    await cutTimes(2);
    expect(waiting.map(({ destroyed }) => destroyed)).toEqual([false, false]);
    expect([silent.cuts(), dripping.cuts()]).toEqual([0, 0]);
  });
});
