import { hash } from '@node-rs/argon2';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { entriesOf } from '../../dialects/kernel/mount.ts';
import type { Identity } from '../../domain/contact.ts';
import { createSecret } from '../../domain/credential.ts';
import type { TestGateway } from './gateway.ts';

/** An account with one contact in one group, and the secrets to call in its name. */
export interface Scene {
  readonly accountId: number;
  readonly userName: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly key: string;
  /** A second key, which no call authenticates with. */
  readonly spareKey: string;
  readonly contact: Identity;
  readonly group: Identity;
}

export type SampleParameters = Readonly<Record<string, string>>;

// Hashed once for all scenes, and cheaply: a hash tells its own cost to whoever checks a password.
const password = createSecret();
const passwordHash = hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 });
let scenes = 0;

/** Makes an account with one contact in one group. Two scenes differ in ids, secrets and digits alone. */
export async function addScene({ open }: TestGateway): Promise<Scene> {
  const { store, directory } = open;
  scenes += 1;
  const userName = `scene-${scenes}`;
  const email = `${userName}@example.com`;
  const draft = { userName, email, passwordHash: await passwordHash, answers: null };
  const { id: accountId } = await directory.addAccount({ ...draft, region: 'DK' });
  const [token, key, spareKey] = [createSecret(), createSecret(), createSecret()];
  await Promise.all([
    store.addCredential(accountId, 'token', token, null),
    store.addCredential(accountId, 'key', key, null),
    store.addCredential(accountId, 'key', spareKey, null),
  ]);
  const caller = { kind: 'token', secret: token } as const;
  const [contact, group] = await Promise.all([
    store.createContact(caller, CONTACT),
    store.createGroup(caller, 'Skøn & <Ven>'),
  ]);
  const { id, textId } = group.value;
  await store.addMemberships(caller, contact.value, [group.value]);
  return {
    ...{ accountId, userName, email, password, token, key, spareKey },
    contact: contact.value,
    group: { id, textId },
  };
}

const CONTACT = {
  name: 'Åse & <Søn>',
  email: 'aase@example.com',
  phone: { dialcode: 45, msisdn: 4512345678 },
  street: 'Æblevej "1"',
  zipcode: '0999',
  birthdaySeconds: -86_400,
  sex: 'female',
} as const;

/** What a parameter of this name is sent as, in every dialect. */
const VALUES: Readonly<Record<string, (scene: Scene) => string>> = {
  logintoken: ({ token }) => token,
  user: ({ userName }) => userName,
  username: ({ userName }) => userName,
  key: (scene) => scene.key,
  password: (scene) => scene.password,
  pass: (scene) => scene.password,
  apikey: ({ spareKey }) => spareKey,
  contact: ({ contact }) => String(contact.id),
  contactid: ({ contact }) => contact.textId,
  group: ({ group }) => String(group.id),
  contactgroupid: ({ group }) => group.textId,
  fullname: () => 'Bodil & <Bent>',
  name: () => 'Bodil & <Bent>',
  email: () => 'bodil@example.com',
  mobile: () => '+45 87 65 43 21',
  msisdn: () => '4587654321',
  street: () => 'Østergade 2',
  zipcode: () => '5550',
  birthday: () => '86400',
  sex: () => '1',
  source: () => 'sample-client',
  description: () => 'sample-description',
  tfkey: () => 'sample-second-factor',
};

/** Parameters with which an endpoint does what it is for: its credential's, and each of its own. */
export function sampleParameters(dialect: Dialect, endpoint: Endpoint, scene: Scene): SampleParameters {
  const names = Object.keys(entriesOf(dialect, endpoint));
  return Object.fromEntries(names.map((name) => [name, sampleValue(name, scene)]));
}

/** The value that a parameter of this name is sent as. */
export function sampleValue(name: string, scene: Scene): string {
  const value = VALUES[name]?.(scene);
  if (value === undefined)
    throw new Error(`test/support/sample-call.ts does not know what to send as ${name}`);
  return value;
}
