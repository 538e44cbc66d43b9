import type { Client } from '../../db/client.ts';

/** Holds the table of contacts against everybody until it is let go. */
export async function lockContacts(sql: Client): Promise<() => Promise<void>> {
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const ended = sql.begin(async (transaction) => {
    await transaction`lock table contact in access exclusive mode`;
    locked();
    await released;
  });
  await isLocked;
  return async () => {
    letGo();
    await ended;
  };
}
