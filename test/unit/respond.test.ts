import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { collectParts, createBudget, respondStream } from '../../dialects/kernel/respond.ts';
import { DomainError } from '../../domain/errors.ts';
import { anyText } from '../support/any-text.ts';

const HEAD = { status: 200, headers: { 'Content-Type': 'text/plain' } };

async function* partsOf(parts: readonly string[], failure?: Error): AsyncGenerator<string> {
  yield* parts;
  if (failure !== undefined) throw failure;
}

/** What a client receives of an answer in parts: its bytes, and whether it ended as it should. */
async function receive(parts: AsyncIterable<string>) {
  const onEnd = vi.fn();
  const server = createServer((_incoming, outgoing) => respondStream(HEAD, parts, outgoing, onEnd));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [incoming]: IncomingMessage[] = await once(request, 'response');
  if (incoming === undefined) throw new Error('no answer');
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { incoming, onEnd, close, read: () => Buffer.concat(chunks) };
}

describe('an answer in parts', () => {
  test('is their text in UTF-8, however they are cut, and is told of once with its length', async () => {
    const anyParts = fc.array(
      fc.oneof(
        anyText(12),
        fc.nat(40_000).map((length) => 'æ'.repeat(length)),
      ),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(anyParts, async (parts) => {
        const { incoming, onEnd, close, read } = await receive(partsOf(parts));
        await once(incoming, 'end');
        await close();
        expect(read().equals(Buffer.from(parts.join('')))).toBe(true);
        expect(onEnd.mock.calls).toEqual([[read().length, true]]);
      }),
    );
  });

  test('is cut where a part can not be had, and is told of as cut', async () => {
    const long = 'x'.repeat(20_000);
    const gone = new Error('the store is gone');
    const { incoming, onEnd, close, read } = await receive(partsOf([long, 'y'], gone));
    const [error] = await once(incoming, 'error');
    await close();
    // Nothing comes behind it, by which it would look whole, nor what went wrong.
    expect({ complete: incoming.complete, code: error.code }).toEqual({
      complete: false,
      code: 'ECONNRESET',
    });
    expect([long, '']).toContain(read().toString());
    expect(onEnd.mock.calls).toEqual([[long.length, false, gone]]);
  });

  test('is told of as cut where the client goes away, and asks for no more', async () => {
    let asked = 0;
    let closed = false;
    async function* endless() {
      try {
        while (true) {
          asked += 1;
          yield 'x'.repeat(1_000_000);
        }
      } finally {
        closed = true;
      }
    }
    const { incoming, onEnd, close } = await receive(endless());
    incoming.pause();
    // Nobody reads, so it is asked for no more than the connection takes.
    await vi.waitFor(async () => {
      const before = asked;
      await sleep(50);
      expect(asked).toBe(before);
    });
    const beforehand = asked;
    incoming.on('error', () => {}).destroy();
    await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce());
    await close();
    expect({ asked, closed }).toEqual({ asked: beforehand, closed: true });
    expect(onEnd.mock.calls).toEqual([[asked * 1_000_000, false]]);
  });
});

describe('an answer that must be whole', () => {
  test('is taken up to so many bytes', async () => {
    expect(await collectParts(partsOf(['æ', 'ø', 'å']), createBudget(6))).toEqual({ text: 'æøå', bytes: 6 });
  });

  test('is refused beyond them, for a while', async () => {
    await expect(collectParts(partsOf(['æ', 'ø', 'å']), createBudget(5))).rejects.toThrow(DomainError);
    await expect(collectParts(partsOf(['æ', 'ø', 'å']), createBudget(5))).rejects.toMatchObject({
      code: 'store-unavailable',
      retryAfterSeconds: expect.any(Number),
    });
  });
});
