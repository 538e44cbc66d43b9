import { filemail } from '../../../dialects/filemail/index.ts';
import { filemailLogin, filemailReader } from '../../../dialects/filemail/read.ts';
import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../../dialects/kernel/endpoint.ts';
import type { BookReader } from '../../../dialects/kernel/read-back.ts';
import { txty } from '../../../dialects/txty/index.ts';
import { txtyKeyValues, txtyReader } from '../../../dialects/txty/read.ts';
import { SourceError } from '../records.ts';

/** What a vendor knows the owner of an address book by. */
export type VendorCredential =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly user: string; readonly key: string };

/** A dialect as a vendor speaks it: how it is called, and how its answers are read. */
export interface VendorDialect {
  readonly dialect: Dialect;
  readonly reader: BookReader;
  /** The path below which the vendor's calls are, by the path that a person gave. */
  basePath(path: string): string;
  /** Ends the path of each call. */
  readonly suffix: string;
  /** The parameters of a credential that needs no login; undefined where it is no such credential. */
  findValues(credential: VendorCredential): Readonly<Record<string, string>> | undefined;
  readonly login?: typeof filemailLogin;
  /** The kinds of credentials that it takes, for people. */
  readonly takes: string;
}

/** Every dialect that a vendor can be read in. */
export const VENDOR_DIALECTS = {
  filemail: {
    dialect: filemail,
    reader: filemailReader,
    basePath: (path) => `${withoutApi(path)}/api`,
    suffix: '',
    findValues: (credential) =>
      credential.kind === 'token' ? filemailLogin.tokenValues(credential.token) : undefined,
    login: filemailLogin,
    takes: 'a password or a login token',
  },
  txty: {
    dialect: txty,
    reader: txtyReader,
    // Below /api the calls of this dialect are where published clients have them.
    basePath: (path) => (/\/api(\/4)?$/i.test(path) ? `${withoutApi(path)}/api/4` : path),
    suffix: '.json',
    findValues: (credential) =>
      credential.kind === 'key' ? txtyKeyValues(credential.user, credential.key) : undefined,
    takes: 'an API key',
  },
} satisfies Record<string, VendorDialect>;

export type VendorName = keyof typeof VENDOR_DIALECTS;

/** The address below which the vendor's calls are. Throws a `SourceError`, which does not repeat the URL. */
export function readVendorUrl(vendor: VendorDialect, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new SourceError('The URL of the vendor is none: write one such as https://api.example.com.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new SourceError(
      'The URL of the vendor may hold no user, password or parameters: write the address alone.',
    );
  }
  url.pathname = vendor.basePath(url.pathname.replace(/\/+$/, ''));
  return url;
}

/** The path of a call, below the vendor's base. */
export function callPath({ dialect, suffix }: VendorDialect, endpointId: string): string {
  return `${getEndpoint(dialect, endpointId).path}${suffix}`;
}

/** The endpoint of this id. */
export function getEndpoint(dialect: Dialect, id: string): Endpoint {
  const endpoint = dialect.endpoints.find((one) => one.id === id);
  if (endpoint === undefined) throw new Error(`${dialect.name} has no endpoint ${id}`);
  return endpoint;
}

function withoutApi(path: string): string {
  return path.replace(/\/api(\/4)?$/i, '');
}
