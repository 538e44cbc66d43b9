import { describe, expect, test } from 'vitest';
import { EmbeddedError } from '../../db/embedded/report.ts';
import { StoreError, StoreFault } from '../../db/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { DirectoryError } from '../../domain/store.ts';
import { describeError } from '../../src/describe-error.ts';

const SECRET = 'hunter2-2ac1241817fb4285aa0a1dbd00a21dad';

/** What a piece of code throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** As Drizzle and the driver do: the outer message holds the statement, the inner error its parameters. */
function wrappedDriverError(): Error {
  const inner = Object.assign(new Error(`invalid input syntax: ${SECRET}`), {
    code: '22P02',
    parameters: [SECRET],
    query: `select ${SECRET}`,
    detail: SECRET,
  });
  return new Error(`Failed query: select $1 params: ${SECRET}`, { cause: inner });
}

describe('an error is described', () => {
  test.each([
    new DomainError('store-unavailable', { reason: 'ECONNREFUSED' }),
    new DirectoryError('key-taken', 'This key is in use already.'),
    new StoreError('DATABASE_URL names no database: end it with /NAME.'),
    new StoreFault('the store refused by contact_pkey'),
    new EmbeddedError('The directory is of another major version.'),
  ])('with its message where it is ours: $message', (error) => {
    const { type, message, stack } = describeError(error);
    expect({ type, message }).toEqual({ type: error.name, message: error.message });
    expect(stack[0]).toMatch(/describe-error\.test\.ts:\d+:\d+\)?$/);
  });

  test('with its message where it is the platform’s, and nothing that it quotes', () => {
    const error = thrownBy(() => new URL(SECRET.repeat(2)).searchParams.get('x'));
    expect(describeError(error)).toMatchObject({ type: 'TypeError', message: 'Invalid URL' });
    expect(describeError(new TypeError(`Cannot read '${SECRET}' of "${SECRET}"`)).message).toBe(
      'Cannot read …',
    );
    expect(describeError(new RangeError(`\`${SECRET}\` is out of range`)).message).toBe('… is out of range');
    const nested = `invalid value 'a "quoted" ${SECRET}' here`;
    expect(describeError(new TypeError(nested)).message).toBe('invalid value … here');
    expect(describeError(new TypeError(`it's ${SECRET}\n, isn't it`)).message).toBe('it…t it');
  });

  test('with its message and code where it is the system’s', () => {
    const message = 'listen EADDRINUSE: address already in use 127.0.0.1:8080';
    const error = Object.assign(new Error(message), { code: 'EADDRINUSE', syscall: 'listen' });
    expect(describeError(error)).toMatchObject({ type: 'Error', code: 'EADDRINUSE', message });
  });

  test('without the input that an error of Node’s own ends in', () => {
    const error = Object.assign(new TypeError(`Bad option: --${SECRET}: ${SECRET}`), {
      code: 'ERR_BAD_OPTION',
    });
    expect(describeError(error)).toMatchObject({
      code: 'ERR_BAD_OPTION',
      message: expect.stringContaining('Bad option'),
    });
    expect(JSON.stringify(describeError(error))).not.toContain('hunter2');
  });

  test('without its message where it is anybody’s else', () => {
    const { type, code, message } = describeError(new Error(SECRET));
    expect({ type, code, message }).toEqual({ type: 'Error', code: undefined, message: '' });
    expect(describeError(thrownBy(() => JSON.parse(SECRET)))).toMatchObject({
      type: 'SyntaxError',
      message: '',
    });
  });

  test('by its root cause, and with nothing of what wraps it or hangs on it', () => {
    const described = describeError(wrappedDriverError());
    expect(described).toMatchObject({ type: 'Error', code: '22P02', message: '' });
    expect(Object.keys(described).toSorted()).toEqual(['code', 'message', 'stack', 'type']);
    expect(JSON.stringify(described)).not.toContain('hunter2');
    expect(JSON.stringify(described)).not.toContain('Failed query');
  });

  test('by the cause that is ours, where something of others wraps it', () => {
    const root = new DomainError('overloaded');
    const wrapped = new Error(SECRET, { cause: new Error(SECRET, { cause: root }) });
    expect(describeError(wrapped)).toMatchObject({
      type: 'DomainError',
      code: 'overloaded',
      message: 'overloaded',
    });
  });

  test('at its end, where causes lead in a circle', () => {
    const one = new Error(SECRET);
    const two = new Error(SECRET, { cause: one });
    one.cause = two;
    expect(describeError(one)).toMatchObject({ type: 'Error', message: '' });
  });

  test('by frames alone: a message of many lines that stands in its stack is left out', () => {
    const error = new Error(`first\n    at ${SECRET}\n  at x (/${SECRET}.js:1:2)\n${SECRET}`);
    const { stack } = describeError(error);
    expect(stack.length).toBeGreaterThan(0);
    for (const frame of stack) expect(frame).toMatch(/^at .*:\d+:\d+\)?$/);
    expect(JSON.stringify(stack)).not.toContain('hunter2');
  });

  test('of a code that is no text without it', () => {
    expect(describeError(Object.assign(new TypeError('x'), { code: { SECRET } })).code).toBeUndefined();
  });

  test.each([
    [SECRET, 'string'],
    [42, 'number'],
    [undefined, 'undefined'],
    [null, 'object'],
    [{ message: SECRET, stack: SECRET }, 'object'],
  ])('by its type alone where it is none: %j', (thrown, type) => {
    expect(describeError(thrown)).toEqual({ type, code: undefined, message: '', stack: [] });
  });
});
