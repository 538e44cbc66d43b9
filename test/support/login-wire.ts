import type { LoginRecord } from '../../domain/store.ts';
import { callUrl, type Reply } from './client.ts';
import { at as filemailAt, errorText as filemailError } from './filemail-wire.ts';
import type { TestGateway } from './gateway.ts';
import { at as txtyAt, errorText as txtyError } from './txty-wire.ts';

/** Logins of a dialect, as its clients see them. */
export interface LoginWire {
  readonly dialect: 'filemail' | 'txty';
  /** The operation, as metrics and logs call it. */
  readonly operation: string;
  readonly path: string;
  /** Where the setting of the vendor is. */
  readonly setting: 'upstreamFilemail' | 'upstreamTxty';
  logIn(url: string, user: string, password: string): Promise<Reply>;
  /** What gives a credential back. */
  readonly giveBack: string;
  readonly kind: 'token' | 'key';
  refusedText(user: string): string;
  /** The credential of an answer; fails where there is none. */
  secretOf(reply: Reply): string;
  /** Calls with it. */
  open(url: string, user: string, secret: string): Promise<Reply>;
  readonly emptyText: string;
  /** The answer of a vendor that takes a login, whoever asks. */
  readonly acceptedText: string;
  /** The answer of a vendor that wants to see a person first. */
  readonly captchaText: string;
}

const SECRET = 'f'.repeat(32);

export const filemailLogin: LoginWire = {
  dialect: 'filemail',
  operation: 'authentication.login',
  path: '/api/authentication/login',
  setting: 'upstreamFilemail',
  logIn: (url, username, password) =>
    callUrl(`${url}/api/authentication/login`, { username, password }, { method: 'POST' }),
  giveBack: 'authentication.logout',
  kind: 'token',
  refusedText: () => filemailError('WrongUsernamePassword', 'Wrong username or password'),
  secretOf: (reply) => asSecret(filemailAt(reply, 'logintoken')),
  open: (url, _user, logintoken) => callUrl(`${url}/api/contacts/get`, { logintoken }),
  emptyText: '{"Contacts":[],"contacts":[],"responsestatus":"OK"}',
  acceptedText: `{"responsestatus":"ok","logintoken":"${SECRET}"}`,
  captchaText: filemailError('CaptchaRequiredForNextLogin', 'Too many failed logins, try again later'),
};

export const txtyLogin: LoginWire = {
  dialect: 'txty',
  operation: 'user.newapikey',
  path: '/user/newapikey/login.json',
  setting: 'upstreamTxty',
  logIn: (url, user, pass) => callUrl(`${url}/user/newapikey/login.json`, { user, pass }, { method: 'POST' }),
  giveBack: 'user.deleteapikey',
  kind: 'key',
  refusedText: (user) => txtyError('USER_NOT_FOUND', { login: { user, pass: null } }),
  secretOf: (reply) => asSecret(txtyAt(reply, 'newapikey', 'key')),
  open: (url, user, key) => callUrl(`${url}/view/contacts/api.json`, { user, key }),
  emptyText: '{"status":"success","success":"VIEW_CONTACTS","contacts":[]}',
  acceptedText: `{"status":"success","success":"ADDED_KEY","newapikey":{"controlapikey":1,"key":"${SECRET}"}}`,
  captchaText: txtyError('TOO_MANY_LOGINS'),
};

function asSecret(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{32}$/.test(value)) throw new Error('no credential was given');
  return value;
}

/** Adds an account that waits for its password. */
export async function addWaiting(gateway: TestGateway, userName: string): Promise<number> {
  const names = { userName, email: `${userName}@here.example.com` };
  const { id } = await gateway.open.directory.addAccount({
    ...names,
    passwordHash: null,
    region: 'DK',
    answers: null,
  });
  return id;
}

export async function passwordOf(
  gateway: TestGateway,
  name: string,
): Promise<LoginRecord['passwordHash'] | undefined> {
  return (await gateway.open.store.findLogin(name))?.passwordHash;
}
