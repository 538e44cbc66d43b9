import { expect, test } from 'vitest';
import { presentPages } from '../../dialects/kernel/wire.ts';
import { boundAnswer, markCuts } from '../../src/migration/explain/bounded.ts';

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

/** A list of which this many items come in pages of two. */
function streamOf(count: number, onRead: (item: number) => void = () => {}) {
  async function* rest() {
    for (let from = 2; from < count; from += 2) {
      const page = numbers(from, Math.min(2, count - from));
      for (const item of page) onRead(item);
      yield page;
    }
  }
  return presentPages({ first: numbers(0, 2), rest: rest() }, (item) => item);
}

test('keeps the first items of each list and counts the others', async () => {
  const bounded = await boundAnswer(
    { status: 'OK', all: [1, 2, 3, 4, 5], few: [[], [1], ['a', 'b', 'c', 'd']] },
    3,
  );
  expect(bounded).toEqual({
    body: { status: 'OK', all: [1, 2, 3], few: [[], [1], ['a', 'b', 'c']] },
    cuts: [
      { at: 'all', more: 2 },
      { at: 'few.2', more: 1 },
    ],
  });
  expect(markCuts(bounded)).toEqual({
    status: 'OK',
    all: [1, 2, 3, '… and 2 more'],
    few: [[], [1], ['a', 'b', 'c', '… and 1 more']],
  });
});

test('reads a stream to its end', async () => {
  const bounded = await boundAnswer({ items: streamOf(7) }, 3);
  expect(bounded).toEqual({ body: { items: [0, 1, 2] }, cuts: [{ at: 'items', more: 4 }] });
});

test('reads a list within an item that it leaves out before it goes on', async () => {
  const read: string[] = [];
  async function* groups() {
    for (const name of ['b', 'c']) {
      read.push(name);
      yield [name];
    }
  }
  const present = (name: string) => ({ name, members: streamOf(3, (item) => read.push(`${name}${item}`)) });
  const bounded = await boundAnswer(presentPages({ first: ['a'], rest: groups() }, present), 1);
  expect(read).toEqual(['a2', 'b', 'b2', 'c', 'c2']);
  expect(bounded).toEqual({
    body: [{ name: 'a', members: [0] }],
    cuts: [
      { at: '0.members', more: 2 },
      { at: '', more: 2 },
    ],
  });
});

test('has a list that is the whole answer marked too', () => {
  expect(markCuts({ body: [1], cuts: [{ at: '', more: 2 }] })).toEqual([1, '… and 2 more']);
});
