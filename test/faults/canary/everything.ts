import type { Client } from '../../../db/client.ts';
import { waitUntil } from '../../support/embedded-site.ts';
import { freezeServer, thawServer } from '../support/server-processes.ts';
import { ask, askRaw, type CanaryAnswer } from './answers.ts';
import { sendBelowHttp } from './below-http.ts';
import { type CanarySite, logIn, SECRET, sendEveryParameter } from './every-parameter.ts';
import { type CanaryStore, connect, listProcesses, listSessions } from './store.ts';

/** What others may look into, by name. */
export type Seen = Map<string, string>;

const FIRST = 1_000_000;
const LONG_LIST = 60_000;

/** Sends everything that there is to send while the store answers, while it is slow, and while it is gone. */
export async function sendEverything(
  site: CanarySite,
  store: CanaryStore,
  seen: Seen,
): Promise<readonly CanaryAnswer[]> {
  const port = Number(new URL(site.origin).port);
  const sql = await connect(store);
  try {
    const answers = [...(await sendEveryParameter(site))];
    seen.set('processes', await listProcesses());
    seen.set('sessions', await listSessions(sql));
    const listPath = `/api/contacts/get?logintoken=${await logIn(site)}`;
    await addLongList(sql, site.userName);
    answers.push(...(await sendBelowHttp(port, site.marks, listPath)));
    // To HTTP/1.0 the list is too long to be sent whole.
    answers.push(await askRaw('a long list', port, `GET ${listPath} HTTP/1.0\r\n\r\n`));
    answers.push(await callBehindLock(site, sql, seen));
    answers.push(...(await callWithoutStore(site, store, listPath)));
    return answers;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function addLongList(sql: Client, userName: string): Promise<void> {
  await sql`
    insert into contact (account_id, id, text_id, name, street)
    select account.id, n, n::text, 'Name ' || n, repeat('x', 200)
    from account, generate_series(${FIRST}::bigint, ${FIRST + LONG_LIST}::bigint) n
    where user_name = ${userName}`;
}

/** A statement that takes too long: the server cancels it, and has something to log. */
async function callBehindLock(site: CanarySite, sql: Client, seen: Seen): Promise<CanaryAnswer> {
  const { origin, marks, userName: user, key } = site;
  const fullname = marks.add('name behind a lock');
  await sql.unsafe('begin; lock table contact in access exclusive mode');
  const query = new URLSearchParams({ user, key, fullname, street: marks.add('street behind a lock') });
  const answer = await ask('behind a lock', `${origin}/contact/create/api.json?${query}`);
  seen.set('sessions behind a lock', await listSessions(sql));
  await waitUntil(async () => !(await listSessions(sql)).includes('"wait_event":"relation"'));
  await sql.unsafe('rollback');
  return answer;
}

/** Calls while the store does not answer, and a list that is cut by it half-way. */
async function callWithoutStore(
  { origin, marks, userName: user }: CanarySite,
  store: CanaryStore,
  listPath: string,
): Promise<readonly CanaryAnswer[]> {
  const mark = (place: string) => marks.add(`${SECRET} ${place} without a store`);
  const list = await fetch(`${origin}${listPath}`);
  await freezeServer(store.serverPid());
  try {
    const answers = await Promise.all([
      ask('no store', `${origin}/api/contacts/get?logintoken=${mark('token')}`),
      ask('no store', `${origin}/view/user/api.json?user=${user}&key=${mark('key')}`),
      ask('no store', `${origin}/user/newapikey/login.xml?user=${user}&pass=${mark('password')}`),
      ask('not ready', `${origin}/readyz`),
    ]);
    const isCut = await list.text().then(
      () => false,
      () => true,
    );
    return [...answers, { what: isCut ? 'a cut list' : 'a whole list', status: list.status, text: '' }];
  } finally {
    await thawServer(store.serverPid());
  }
}
