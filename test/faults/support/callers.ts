import { openStore } from '../../../db/connect.ts';
import { addTestAccount, type TestAccount } from '../../support/account.ts';
import { type Parameters, type Reply, readReply } from '../../support/client.ts';
import { testStoreOptions } from '../../support/store-options.ts';
import { isInterruption } from './interruptions.ts';

export type Credentials = Pick<TestAccount, 'id' | 'userName' | 'password' | 'token' | 'key'>;

/** `unknown` where the call was not answered, or answered 503: it may have been carried out or not. */
export type Answer =
  | { readonly outcome: 'done'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly outcome: 'unknown'; readonly answered: boolean };

/** An account's way to call both dialects of whatever gateway runs now. */
export interface Caller {
  readonly account: Credentials;
  filemail(path: string, parameters?: Parameters): Promise<Answer>;
  txty(path: string, parameters?: Parameters): Promise<Answer>;
}

const LONGEST_WAIT_MS = 20_000;

/** Adds accounts to a store whose migrations are in. */
export async function addAccounts(url: string, count: number): Promise<readonly Credentials[]> {
  const open = await openStore({ ...testStoreOptions, databaseUrl: url });
  try {
    const { store, directory } = open;
    return await Promise.all(
      Array.from({ length: count }, () => addTestAccount({ url: '', store, directory }, {})),
    );
  } finally {
    await open.close();
  }
}

/** Makes such a caller; `origin` is asked at each call, and `noteTime` told how long each answer took. */
export function createCaller(
  account: Credentials,
  origin: () => string,
  noteTime: (tookMs: number) => void,
): Caller {
  const call = async (
    dialect: 'filemail' | 'txty',
    path: string,
    parameters: Parameters,
  ): Promise<Answer> => {
    const began = performance.now();
    const reply = await send(`${origin()}/${path}`, parameters);
    if (reply === undefined) return { outcome: 'unknown', answered: false };
    noteTime(performance.now() - began);
    if (isInterruption(reply, dialect)) return { outcome: 'unknown', answered: true };
    return { outcome: 'done', json: requireSuccess(path, reply) };
  };
  return {
    account,
    filemail: (path, parameters) =>
      call('filemail', `api/${path}`, { logintoken: account.token, ...parameters }),
    txty: (path, parameters) =>
      call('txty', path, { user: account.userName, key: account.key, ...parameters }),
  };
}

/** Sends a call by GET or by POST, in turns of luck; undefined where no whole answer came. */
async function send(url: string, parameters: Parameters): Promise<Reply | undefined> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const item of [value ?? []].flat()) query.append(name, item);
  }
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    if (Math.random() < 0.5) return await readReply(await fetch(`${url}?${query}`, { signal }));
    return await readReply(await fetch(url, { method: 'POST', body: query, signal }));
  } catch (error) {
    if (signal.aborted) throw new Error(`no answer to ${url} in ${LONGEST_WAIT_MS} ms`, { cause: error });
    return undefined;
  }
}

/** Writers only ask for what can be done, so that any refusal is a fault. */
function requireSuccess(path: string, { status, text, json }: Reply): Readonly<Record<string, unknown>> {
  const { status: said, responsestatus = said } = Object(json);
  if (status === 200 && ['OK', 'ok', 'success'].includes(responsestatus)) return Object(json);
  throw new Error(`${path} was answered ${status} ${text}`);
}
