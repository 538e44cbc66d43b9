import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readClientName } from '../../dialects/kernel/client-name.ts';

/** Reads a User-Agent of these bytes, as node:http hands them over. */
function read(sent: string | Buffer | undefined, values: Readonly<Record<string, string>> = {}) {
  const raw = sent === undefined ? undefined : Buffer.from(sent).toString('latin1');
  const request = { headers: { 'user-agent': raw } } as IncomingMessage;
  return readClientName(request, values, ['key', 'password']);
}

describe('the name of a client', () => {
  test.each([
    ['is what it sent', 'shop/1.0 (linux; x64)', 'shop/1.0 (linux; x64)'],
    ['may hold any text', 'Jørgens 💚', 'Jørgens 💚'],
    ['may be Latin-1', Buffer.from('J\xF8rgen', 'latin1'), 'Jørgen'],
    ['holds no control character', ' a\tb\u0085c\u0000 ', 'abc'],
    ['is cut after 255 characters', '💚'.repeat(300), '💚'.repeat(255)],
    ['is none where nothing was sent', undefined, undefined],
    ['is none where it is blank', ' \t ', undefined],
  ])('%s', (_what, sent, expected) => {
    expect(read(sent)).toBe(expected);
  });

  test.each([
    ['a secret of its call', 'shop s3cret/1', { key: 's3cret' }],
    ['a secret that was sent with blanks around', 'shop s3cret', { key: ' s3cret ' }],
    ['a secret with control characters between', 'shop s3\tcret', { key: 's3cret' }],
    ['a secret that has some itself', 'shop s3\tcret', { password: 's3\tcret' }],
    ['a secret that is no ASCII', 'shop hemmelig-ø', { password: 'hemmelig-ø' }],
    ['a secret beyond what is kept', `${'x'.repeat(250)}s3cret`, { password: 's3cret' }],
  ])('is none where it holds %s', (_what, sent, values) => {
    expect(read(sent, values)).toBeUndefined();
  });

  test('may hold what is no secret', () => {
    expect(read('shop of jane', { user: 'jane', key: 's3cret', password: '' })).toBe('shop of jane');
  });
});
