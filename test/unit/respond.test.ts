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

const never = () => expect.fail('the connection was cut');

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
        const onEnd = vi.fn();
        const bytes = Buffer.from(
          await respondStream(HEAD, partsOf(parts), { onEnd, cut: never }).arrayBuffer(),
        );
        expect(bytes.equals(Buffer.from(parts.join('')))).toBe(true);
        expect(onEnd.mock.calls).toEqual([[bytes.length, true, undefined]]);
      }),
    );
  });

  test('is cut where a part can not be had, and is told of as cut', async () => {
    const onEnd = vi.fn();
    const long = 'x'.repeat(20_000);
    const gone = new Error('the store is gone');
    const cut = vi.fn();
    const { body } = respondStream(HEAD, partsOf([long, 'y'], gone), { onEnd, cut });
    const reader = body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(long.length);
    // No end of the stream comes, by which it would look whole, and no error, which the adapter would write out.
    reader?.read();
    await vi.waitFor(() => expect(cut).toHaveBeenCalledOnce());
    expect(onEnd.mock.calls).toEqual([[long.length, false, gone]]);
  });

  test('is told of as cut where the client goes away, and asks for no more', async () => {
    const onEnd = vi.fn();
    let asked = 0;
    let closed = false;
    async function* endless() {
      try {
        while (true) {
          asked += 1;
          yield 'x'.repeat(20_000);
        }
      } finally {
        closed = true;
      }
    }
    const reader = respondStream(HEAD, endless(), { onEnd, cut: never }).body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(20_000);
    await reader?.cancel();
    expect({ asked, closed }).toEqual({ asked: 1, closed: true });
    expect(onEnd.mock.calls).toEqual([[20_000, false, undefined]]);
  });

  test('is not asked for before anybody reads it', () => {
    let asked = false;
    async function* lazy() {
      asked = true;
      yield 'x';
    }
    respondStream(HEAD, lazy(), { onEnd: () => {}, cut: never });
    expect(asked).toBe(false);
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
