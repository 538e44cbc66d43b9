import { randomBytes } from 'node:crypto';
import { createSecret } from '../../domain/credential.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { type Book, type BookLimits, createPools } from './book.ts';
import { openConnection } from './connection.ts';
import { createMix, type Mix } from './mix.ts';
import type { Thing } from './mix-roles.ts';
import { playCall } from './outcome.ts';

/** Accounts to call in the name of, and the calls. */
export interface LoadBooks {
  readonly mix: Mix;
  /** Removes the accounts again. */
  remove(): Promise<void>;
}

const SMALL_BOOKS = 8;
const SMALL = { contacts: 40, groups: 6 };
/** Several pages of a list, for a stream. */
const BIG = { contacts: 600, groups: 12 };
const BIG_SHARE = 0.01;

/**
 * Adds accounts by the command line with this environment, and fills their books by calls: a number of small
 * ones, and a big one that few calls go to.
 */
export async function addLoadBooks(env: Readonly<Record<string, string>>, port: number): Promise<LoadBooks> {
  const small: Book[] = [];
  for (let count = 0; count < SMALL_BOOKS; count += 1) small.push(await addBook(env, port, SMALL));
  const big = await addBook(env, port, BIG);
  const books = [...small, big];
  const mix = createMix(() =>
    Math.random() < BIG_SHARE ? big : (small[Math.floor(Math.random() * small.length)] ?? big),
  );
  // Two calls at a time, so that no gateway is too small for it.
  const smallOnes = small.reduce(
    (done, book) => done.then(() => fillBook(mix, book, port)),
    Promise.resolve(),
  );
  await Promise.all([smallOnes, fillBook(mix, big, port)]);
  return {
    mix,
    remove: async () => {
      const run = createQuickRunner(env);
      for (const { userName } of books) await run(['account', 'remove', userName, '--yes']);
    },
  };
}

/** Adds an account with an empty book, and logs in to it through both dialects. */
export async function addBook(
  env: Readonly<Record<string, string>>,
  port: number,
  limits: BookLimits,
): Promise<Book> {
  const run = createQuickRunner(env);
  const userName = `load-${randomBytes(4).toString('hex')}`;
  const email = `${userName}@example.com`;
  const password = createSecret();
  const added = await run(['account', 'add', userName, '--email', email, '--password-stdin'], password);
  if (added.exitCode !== 0) throw new Error(`no account was added: ${added.stderr}`);
  const login = new URLSearchParams({ username: userName, user: userName, password, pass: password });
  const [token, key] = await Promise.all([
    issue(`http://127.0.0.1:${port}/api/authentication/login?${login}`, /"logintoken":"(\w+)"/),
    issue(`http://127.0.0.1:${port}/user/newapikey/login.json?${login}`, /"key":"(\w+)"/),
  ]);
  return { userName, email, password, token, key, pools: createPools(limits) };
}

async function issue(url: string, pattern: RegExp): Promise<string> {
  const text = await (await fetch(url)).text();
  const [, secret] = pattern.exec(text) ?? [];
  if (secret === undefined) throw new Error(`a login was answered ${text}`);
  return secret;
}

const FILLED: readonly Thing[] = ['contact', 'groupByText', 'groupByNumber'];

/** Fills a book to its limits, so that lists are as long at the start as later on. */
async function fillBook(mix: Mix, book: Book, port: number): Promise<void> {
  const connection = await openConnection(port);
  for (const thing of FILLED) {
    for (let call = mix.planMaking(book, thing); call !== undefined; call = mix.planMaking(book, thing)) {
      const outcome = await playCall(call, connection.send);
      if (outcome.kind !== 'ok') throw new Error(`a book was not filled: ${outcome.detail}`);
    }
  }
  connection.close();
}
