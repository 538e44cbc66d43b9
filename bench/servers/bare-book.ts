import postgres from 'postgres';
import type { Book, ContactRow } from './book.ts';
import {
  CHANGE_MEMBERSHIP,
  CREATE,
  callerValues,
  draftValues,
  FIND,
  LIST,
  READ_CONNECTIONS,
  WRITE_CONNECTIONS,
} from './statements.ts';

const INT8 = 20;
const PREPARED = { prepare: true };

/** postgres.js, as the gateway sets it up. */
export function connectBare(databaseUrl: string, connections: number): postgres.Sql {
  return postgres(databaseUrl, {
    max: connections,
    fetch_types: false,
    types: { int8: { to: INT8, from: [INT8], serialize: String, parse: Number } },
  });
}

/** A book by prepared statements of one round trip, pipelined by the driver. */
export function createBareBook(databaseUrl: string): Book {
  const reads = connectBare(databaseUrl, READ_CONNECTIONS);
  const writes = connectBare(databaseUrl, WRITE_CONNECTIONS);
  return {
    findContact: async (caller, id) => {
      const [row] = await reads.unsafe(FIND, [...callerValues(caller), id], PREPARED);
      return row === undefined ? undefined : row.id === null ? null : (row as unknown as ContactRow);
    },
    listContacts: async (caller) => {
      const rows = await reads.unsafe(LIST, callerValues(caller), PREPARED);
      if (rows.length === 0) return undefined;
      return rows[0]?.id === null ? [] : (rows as unknown as ContactRow[]);
    },
    createContact: async (caller, draft) => {
      const [row] = await writes.unsafe(CREATE, [...callerValues(caller), ...draftValues(draft)], PREPARED);
      return row as { account_id: number; id: number } | undefined;
    },
    changeMembership: async (change, caller, by, contact, group) => {
      const [row] = await writes.unsafe(
        CHANGE_MEMBERSHIP[change][by],
        [...callerValues(caller), contact, group],
        PREPARED,
      );
      return row?.found;
    },
  };
}
