import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { json, jsonp, xml } from '../../dialects/kernel/formats.ts';
import { presentPages } from '../../dialects/kernel/wire.ts';
import { anyAnswer, streamPages, textOf } from '../support/wire-values.ts';

const formats = [json, xml, jsonp('app.show')];

describe.each(formats)('an answer in $name', (format) => {
  test('is the same text whether its lists are whole or paged', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async ({ whole, paged }) => {
        const rendered = format.render(whole);
        expect(rendered).toBeTypeOf('string');
        expect(await textOf(format.render(paged()))).toBe(rendered);
      }),
      { numRuns: 300 },
    );
  });

  test.each([[[[]]], [[[], []]], [[[1], []]], [[[], [1]]], [[[1], [], [2]]], [[[1, 2], [3, 4], [5]]]])(
    'has the pages %j as one list',
    async (pages) => {
      expect(await textOf(format.render({ items: streamPages(pages) }))).toBe(
        format.render({ items: pages.flat() }),
      );
    },
  );

  test('has groups paged beside their members, which are paged as well', async () => {
    const group = (name: string, contacts: readonly number[]) => ({ name, contacts });
    const goingOn = (name: string, ...pages: number[][]) => ({ name, contacts: streamPages(pages) });
    const groups = streamPages([
      [group('a', [1]), goingOn('b', [2], [3, 4], [])],
      [goingOn('c', [5], [6])],
      [group('d', [])],
    ]);
    expect(await textOf(format.render({ status: 'success', groups }))).toBe(
      format.render({
        status: 'success',
        groups: [group('a', [1]), group('b', [2, 3, 4]), group('c', [5, 6]), group('d', [])],
      }),
    );
  });

  test('fails where the rest of a list can not be had, rather than end as if it were whole', async () => {
    async function* failing() {
      yield [2];
      throw new Error('the store is gone');
    }
    const items = presentPages({ first: [1], rest: failing() }, (item) => item);
    await expect(textOf(format.render({ items }))).rejects.toThrow('the store is gone');
  });
});

describe('an answer in JSON', () => {
  test('is what JSON.stringify writes, keys in their order', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async ({ whole, paged }) => {
        expect(await textOf(json.render(paged()))).toBe(JSON.stringify(whole));
      }),
    );
  });

  test('of which one member is shown is that member alone, paged or not', async () => {
    const body = { before: 1, items: [{ id: 1 }, { id: 2 }] };
    const paged = () => ({ before: 1, items: streamPages([[{ id: 1 }], [{ id: 2 }]]) });
    expect(json.render(body, 'items')).toBe('[{"id":1},{"id":2}]');
    expect(await textOf(json.render(paged(), 'items'))).toBe('[{"id":1},{"id":2}]');
    expect(jsonp('cb').render(body, 'items')).toBe('/**/cb([{"id":1},{"id":2}]);');
    expect(await textOf(jsonp('cb').render(paged(), 'items'))).toBe('/**/cb([{"id":1},{"id":2}]);');
  });

  test('is whole where the member to show is missing, as in an error', () => {
    expect(json.render({ status: 'error' }, 'items')).toBe('{"status":"error"}');
  });
});

test('each format names its type and UTF-8', () => {
  expect(formats.map(({ contentType }) => contentType)).toEqual([
    'application/json; charset=utf-8',
    'application/xml; charset=utf-8',
    'application/javascript; charset=utf-8',
  ]);
});
