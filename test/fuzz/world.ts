import { type Connection, openConnection } from './connection.ts';
import { type FuzzedGateway, startGateway } from './gateway.ts';
import type { Neighbour } from './lane.ts';
import type { Account } from './oracle.ts';
import { callPlainly, plainRequest, valueAt } from './plain-call.ts';
import { NEIGHBOURS_NAME } from './raw-lane.ts';

/** A gateway with an account that no case may see or change. */
export interface World {
  readonly gateway: FuzzedGateway;
  readonly neighbour: Neighbour;
  readonly neighboursToken: string;
  /** A new account on a connection of its own. */
  addAccount(): Promise<{ readonly account: Account; readonly connection: Connection }>;
  /** What is wrong once all cases have been run; empty where nothing is. */
  findFaults(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function createWorld(databaseUrl: string | undefined): Promise<World> {
  const gateway = await startGateway(databaseUrl);
  const connections: Connection[] = [];
  let last: Promise<unknown> = Promise.resolve();
  // One after the other: each takes a password, and a store of its own.
  const addAccount = () => {
    const connection = openConnection(gateway.port);
    connections.push(connection);
    const added = last.then(async () => ({ account: await gateway.addAccount(connection), connection }));
    last = added.catch(() => undefined);
    return added;
  };
  const { account: other, connection } = await addAccount();
  const identity = { user: other.userName, key: other.key };
  const call = (path: string, parameters: Readonly<Record<string, string>>) =>
    callPlainly(connection, path, parameters);
  const created = await call('/contact/create/api.json', { ...identity, fullname: NEIGHBOURS_NAME });
  const added = await call('/api/contacts/group/add', { logintoken: other.token, name: 'Neighbours' });
  const groups = await call('/view/groups/api.json', identity);
  const contacts = await call('/api/contacts/get', { logintoken: other.token });
  const neighbour = {
    userName: other.userName,
    contactId: String(valueAt(created, 'contact', 'controlcontact')),
    contactTextId: String(valueAt(contacts, 'contacts', 0, 'contactid')),
    groupId: String(valueAt(groups, 'groups', 0, 'controlgroup')),
    groupTextId: String(valueAt(added, 'groups', 0, 'contactgroupid')),
  };
  const readBook = async () => {
    const paths = ['/view/contacts/api.json', '/view/groups/api.json'];
    const answers = await Promise.all(paths.map((path) => connection.send(plainRequest(path, identity))));
    return answers.map(({ body }) => body.toString()).join('\n');
  };
  const before = await readBook();
  return {
    gateway,
    neighbour,
    neighboursToken: other.token,
    addAccount,
    findFaults: async () => {
      const after = await readBook();
      const changed =
        after === before ? [] : [`the other account's book has changed from\n${before}\nto\n${after}`];
      return [...changed, ...(await gateway.findFaults())];
    },
    stop: async () => {
      for (const { close } of connections) close();
      await gateway.stop();
    },
  };
}
