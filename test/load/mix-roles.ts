import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';

/**
 * What calls make, use and end. A contact is the same to both dialects; of a group each knows the id that it
 * was told when it made it.
 */
export type Thing = 'contact' | 'groupByText' | 'groupByNumber' | 'token' | 'key';

/** The part that an operation has in the load. */
export interface Role {
  /** How often it is called, relative to the others. */
  readonly weight: number;
  readonly makes?: Thing;
  readonly uses?: readonly Thing[];
  readonly ends?: Thing;
}

/** Mostly reads, as many deletions as creations, and few logins: each costs some 30 ms of a core. */
const ROLES: Readonly<Record<string, Role>> = {
  'filemail authentication.login': { weight: 1, makes: 'token' },
  'filemail authentication.logout': { weight: 1, ends: 'token' },
  'filemail contacts.get': { weight: 230 },
  'filemail contacts.add': { weight: 30, makes: 'contact' },
  'filemail contacts.update': { weight: 40, uses: ['contact'] },
  'filemail contacts.delete': { weight: 30, ends: 'contact' },
  'filemail contacts.group.get': { weight: 100 },
  'filemail contacts.group.add': { weight: 8, makes: 'groupByText' },
  'filemail contacts.group.update': { weight: 10, uses: ['groupByText'] },
  'filemail contacts.group.delete': { weight: 8, ends: 'groupByText' },
  'filemail contacts.addtogroup': { weight: 20, uses: ['contact', 'groupByText'] },
  'filemail contacts.removefromgroup': { weight: 20, uses: ['contact', 'groupByText'] },
  'txty user.newapikey': { weight: 1, makes: 'key' },
  'txty user.deleteapikey': { weight: 1, ends: 'key' },
  'txty view.user': { weight: 30 },
  'txty view.contacts': { weight: 120 },
  'txty view.contact': { weight: 190, uses: ['contact'] },
  'txty contact.create': { weight: 30, makes: 'contact' },
  'txty contact.edit': { weight: 40, uses: ['contact'] },
  'txty contact.delete': { weight: 30, ends: 'contact' },
  'txty contact.addgroup': { weight: 15, uses: ['contact', 'groupByNumber'] },
  'txty contact.removegroup': { weight: 15, uses: ['contact', 'groupByNumber'] },
  'txty view.groups': { weight: 20 },
  'txty view.group': { weight: 30, uses: ['groupByNumber'] },
  'txty group.create': { weight: 8, makes: 'groupByNumber' },
  'txty group.edit': { weight: 10, uses: ['groupByNumber'] },
  'txty group.delete': { weight: 8, ends: 'groupByNumber' },
  'txty get.dialcodes': { weight: 5 },
};

/** An operation of a dialect with its part in the load. */
export interface MixedOperation {
  readonly name: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly role: Role;
}

/** Every operation of every dialect. Throws where an endpoint has no part in the load, or a part no endpoint. */
export function listOperations(): readonly MixedOperation[] {
  const served: readonly Dialect[] = dialects;
  const operations = served.flatMap((dialect) =>
    dialect.endpoints.map((endpoint) => {
      const name = `${dialect.name} ${endpoint.id}`;
      const role = ROLES[name];
      if (role === undefined) throw new Error(`test/load/mix-roles.ts gives "${name}" no part in the load`);
      return { name, dialect, endpoint, role };
    }),
  );
  const names = new Set(operations.map(({ name }) => name));
  const gone = Object.keys(ROLES).filter((name) => !names.has(name));
  if (gone.length > 0) throw new Error(`test/load/mix-roles.ts names no endpoint: ${gone.join(', ')}`);
  return operations;
}
