import type { Credentials } from './callers.ts';
import { withConnection } from './sql.ts';

export const LONG_LIST = 20_000;

/** Gives an account as many contacts as `LONG_LIST` says. */
export async function addManyContacts(url: string, { id }: Credentials): Promise<void> {
  await withConnection(
    url,
    (sql) => sql`
      insert into contact (account_id, id, text_id, name, email)
      select ${id}, id, id::text, 'Contact ' || id, id || '@example.com'
      from (select nextval('contact_numbers') as id from generate_series(1, ${LONG_LIST})) as new`,
  );
}

/** A list that is on its way. */
export interface ListUnderWay {
  readonly isOver: () => boolean;
  /** How many contacts it held; undefined where it was cut. */
  readonly count: Promise<number | undefined>;
}

/** Asks for all contacts, three times by each dialect, and resolves when the first part of each is there. */
export function openLists(origin: string, account: Credentials): Promise<readonly ListUnderWay[]> {
  const { token: logintoken, userName: user, key } = account;
  const urls = [
    `${origin}/api/contacts/get?${new URLSearchParams({ logintoken })}`,
    `${origin}/view/contacts/api.json?${new URLSearchParams({ user, key })}`,
  ];
  return Promise.all([...urls, ...urls, ...urls].map(openList));
}

async function openList(url: string): Promise<ListUnderWay> {
  const response = await fetch(url);
  const reader = response.body?.getReader();
  if (response.status !== 200 || reader === undefined)
    throw new Error(`a list began with ${response.status}`);
  const first = await reader.read();
  let isOver = false;
  const count = readRest(reader, first.value ?? new Uint8Array()).finally(() => {
    isOver = true;
  });
  return { isOver: () => isOver, count };
}

/** A list that is ended as if it were whole must be. */
async function readRest(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  first: Uint8Array,
): Promise<number | undefined> {
  const parts = [first];
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  } catch {
    return undefined;
  }
  const { contacts } = JSON.parse(Buffer.concat(parts).toString());
  return new Set(contacts.map((contact: object) => JSON.stringify(contact))).size;
}
