import { isDeepStrictEqual } from 'node:util';
import { addAccounts, createCaller } from './callers.ts';
import { createIdRegister, findFaults } from './check-book.ts';
import { type FaultyGateway, startGateway } from './gateways.ts';
import { createSound, type Sounding } from './probes.ts';
import { waitForQuiet } from './sql.ts';
import { type FaultyStore, makeStore } from './stores.ts';
import { countOrphans, expectedLists, readBook, readLists } from './whole-book.ts';
import { createWriters, type Writers } from './writers.ts';

/** A gateway on a store of its own, and writers of two accounts. */
export interface Scene {
  readonly store: FaultyStore;
  readonly gateway: FaultyGateway;
  readonly writers: Writers;
  /** Makes calls of every sort at once, in the name of a third account. */
  sound(): Promise<Sounding>;
  /**
   * Reads everything by SQL and through both dialects, while nobody writes, and finds what is not as the
   * writers may expect it. They go on from how things are.
   */
  findFaults(): Promise<readonly string[]>;
}

export async function setScene(kind: FaultyStore['kind']): Promise<Scene> {
  return setSceneOn(await makeStore(kind));
}

/** The same on a store that is there already. */
export async function setSceneOn(store: FaultyStore): Promise<Scene> {
  const gateway = await startGateway(store);
  const [another, ...accounts] = await addAccounts(await store.findUrl(), 3);
  if (another === undefined) throw new Error('no account was added');
  const writers = createWriters(accounts, gateway.origin);
  const ids = createIdRegister();
  return {
    store,
    gateway,
    writers,
    sound: createSound(another, gateway.origin),
    findFaults: async () => {
      const url = await store.findUrl();
      await waitForQuiet(url);
      const faults = writers.faults.splice(0);
      for (const account of accounts) {
        const book = await readBook(url, account);
        const lists = await readLists(createCaller(account, gateway.origin, () => undefined));
        if (!isDeepStrictEqual(lists, expectedLists(book)))
          faults.push(`the dialects show ${JSON.stringify(lists)} of ${JSON.stringify(book)}`);
        faults.push(...findFaults(writers.ledgersOf(account), book, ids));
      }
      if ((await countOrphans(url)) > 0) faults.push('there are memberships of nobody');
      return faults;
    },
  };
}
