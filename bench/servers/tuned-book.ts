import pg from 'pg';
import type { Book, ContactRow, Created } from './book.ts';
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

/** A book on `pg` by named statements of one round trip. */
export function createTunedBook(databaseUrl: string): Book {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const openPool = (max: number) => new pg.Pool({ connectionString: databaseUrl, max, idleTimeoutMillis: 0 });
  const reads = openPool(READ_CONNECTIONS);
  const writes = openPool(WRITE_CONNECTIONS);
  return {
    findContact: async (caller, id) => {
      const values = [...callerValues(caller), id];
      const [row] = (await reads.query<ContactRow>({ name: 'find', text: FIND, values })).rows;
      return row?.id === null ? null : row;
    },
    listContacts: async (caller) => {
      const { rows } = await reads.query<ContactRow>({
        name: 'list',
        text: LIST,
        values: callerValues(caller),
      });
      if (rows.length === 0) return undefined;
      return rows[0]?.id === null ? [] : rows;
    },
    createContact: async (caller, draft) => {
      const values = [...callerValues(caller), ...draftValues(draft)];
      return (await writes.query<Created>({ name: 'create', text: CREATE, values })).rows[0];
    },
    changeMembership: async (change, caller, by, contact, group) => {
      const text = CHANGE_MEMBERSHIP[change][by];
      const values = [...callerValues(caller), contact, group];
      return (await writes.query({ name: `${change} ${by}`, text, values })).rows[0]?.found;
    },
  };
}
