import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCallback, jsonp } from '../../dialects/kernel/formats.ts';
import { anyAnswer, streamPages, textOf } from '../support/wire-values.ts';

describe('the name of a callback', () => {
  test.each([
    'cb',
    '_',
    '$',
    'jQuery1102_15',
    'app.contacts.show',
    '$.fn',
    'angular.callbacks._0',
    'værktøj',
    'x'.repeat(128),
    'a'.repeat(126).concat('.b'),
  ])('may be %j', (name) => {
    expect(isCallback(name)).toBe(true);
  });

  test.each([
    '',
    ' ',
    'cb ',
    ' cb',
    'cb\n',
    '1a',
    'a.1',
    'a-b',
    'a..b',
    '.a',
    'a.',
    'a[0]',
    "a['b']",
    'a()',
    'alert(1)//',
    'a;b',
    'a=b',
    '<script>',
    'a/**/',
    'a\\u0062',
    'a\u2028',
    'a\0',
    '\uD800',
    'x'.repeat(129),
  ])('may not be %j', (name) => {
    expect(isCallback(name)).toBe(false);
  });
});

describe('an answer as a call', () => {
  test('begins with a comment, so that no other type of file can be made of it', () => {
    expect(jsonp('app.show').render({ name: 'John' })).toBe('/**/app.show({"name":"John"});');
  });

  test('has no line separator of old JavaScript in it, in a name, a text or a later page', async () => {
    const item = { 'a\u2028b': '\u2028\u2029' };
    const escaped = '{"a\\u2028b":"\\u2028\\u2029"}';
    expect(jsonp('cb').render(item)).toBe(`/**/cb(${escaped});`);
    expect(await textOf(jsonp('cb').render({ items: streamPages([[item], [item]]) }))).toBe(
      `/**/cb({"items":[${escaped},${escaped}]});`,
    );
  });

  test('is a script that hands the function the answer', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async ({ whole, paged }) => {
        const script = await textOf(jsonp('app.show').render(paged()));
        const handed = runInNewContext(script, {
          app: { show: (answer: unknown) => JSON.stringify(answer) },
        });
        expect(handed).toBe(JSON.stringify(whole));
      }),
    );
  });
});
