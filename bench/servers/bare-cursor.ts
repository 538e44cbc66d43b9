import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type postgres from 'postgres';
import { headersOfJson } from './bare-server.ts';
import type { ContactRow } from './book.ts';
import { presentTxtyContact } from './present.ts';
import { CONTACT_COLUMNS, hashOf } from './statements.ts';

const BATCH_ROWS = 500;

const AUTHENTICATE = `select account_id from credential join account on account.id = account_id
  join login_name using (account_id)
  where hash = $1 and kind = 'key' and login_name.name = $2 and not disabled`;

const LIST = `select ${CONTACT_COLUMNS} from contact where account_id = $1 order by id`;

/** Serves `/view/contacts/api.json` from a cursor, which holds a connection while the client reads. */
export function serveCursor(sql: postgres.Sql, port: number): void {
  createServer((request, response) => {
    const { user = '', key = '' } = parse((request.url ?? '').replace(/^[^?]*\?/, ''));
    streamList(sql, String(user), String(key), response).catch((error) => {
      process.stderr.write(`${error}\n`);
      response.destroy();
    });
  }).listen(port, '127.0.0.1');
}

async function streamList(
  sql: postgres.Sql,
  user: string,
  key: string,
  response: ServerResponse,
): Promise<void> {
  const [caller] = await sql.unsafe(AUTHENTICATE, [hashOf(key), user], { prepare: true });
  if (caller === undefined) {
    response.writeHead(200, headersOfJson());
    response.end(JSON.stringify({ status: 'error', error: 'USER_NOT_FOUND', login: { user, key: null } }));
    return;
  }
  response.writeHead(200, headersOfJson());
  response.write('{"status":"success","success":"VIEW_CONTACTS","contacts":[');
  let separator = '';
  const batches = sql.unsafe<ContactRow[]>(LIST, [caller.account_id], { prepare: true }).cursor(BATCH_ROWS);
  for await (const rows of batches) {
    const isTaken = response.write(separator + JSON.stringify(rows.map(presentTxtyContact)).slice(1, -1));
    separator = ',';
    if (!isTaken) await once(response, 'drain');
  }
  response.end(']}');
}
