import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { fillBook } from '../store/big-book.ts';
import { addBook } from './load-books.ts';

/** An account with a long list of contacts. */
export interface LongList {
  readonly userName: string;
  /** Asks for the whole list. */
  readonly request: string;
  /** True where this is the list, with each contact in it. */
  isWhole(body: Buffer): boolean;
}

const NO_LIMITS = { contacts: 0, groups: 0 };
const SEEDING_TIMEOUT_SECONDS = 60;
/** On a connection within one machine the system takes some 3 MB for a client that does not read. */
const STREET = 'Æblevej '.repeat(31);

/**
 * Adds such an account to the gateway on that database. The contacts come by one statement, and each is about
 * half a kilobyte long, so that it takes few of them to fill what the system buffers.
 */
export async function addLongList(databaseUrl: string, port: number, contacts: number): Promise<LongList> {
  const { userName, key } = await addBook({ DATABASE_URL: databaseUrl }, port, NO_LIMITS);
  const client = createClient(parseDatabaseUrl(databaseUrl), {
    connections: 1,
    statementTimeoutSeconds: SEEDING_TIMEOUT_SECONDS,
  });
  try {
    const [row] = await client.unsafe('select id from account where user_name = $1', [userName]);
    await fillBook(client, Number(row?.id), { contacts, groups: [] });
    await client.unsafe('update contact set street = $1 where account_id = $2', [STREET, Number(row?.id)]);
    await client.unsafe('vacuum analyze contact');
  } finally {
    await client.end();
  }
  return {
    userName,
    request: `GET /view/contacts/api.json?user=${userName}&key=${key} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    isWhole: (body) => {
      const ids = JSON.parse(body.toString()).contacts.map(
        ({ controlcontact }: { readonly controlcontact: number }) => controlcontact,
      );
      return ids.length === contacts && new Set(ids).size === contacts;
    },
  };
}
