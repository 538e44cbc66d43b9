import { clientLimits } from './config-limits.ts';
import { upstreamLogins } from './config-upstream.ts';
import {
  directoryPath,
  listenHost,
  oneOf,
  pageUrl,
  postgresUrl,
  proxyList,
  type Setting,
  wholeNumber,
} from './config-values.ts';

const MAX_PORT = 65_535;
const TEN_YEARS_SECONDS = 315_360_000;

/** Every setting, by the name of its field in `Config`. */
export const settings = {
  port: {
    name: 'PORT',
    default: '8080',
    description: 'TCP port of both APIs; 0 takes any free one.',
    ...wholeNumber(0, MAX_PORT),
  },
  host: {
    name: 'HOST',
    default: '127.0.0.1',
    description: 'Address that PORT is opened on.',
    ...listenHost(),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    description: 'Postgres to keep the address book in; unset, an embedded Postgres in DATA_DIR.',
    secret: true,
    ...postgresUrl(),
  },
  dataDir: {
    name: 'DATA_DIR',
    default: './data',
    description: 'Directory of the embedded Postgres and of what the gateway writes for its operator.',
    ...directoryPath(),
  },
  opsPort: {
    name: 'OPS_PORT',
    description: 'TCP port of a second listener for health checks; 0 takes any free one, unset opens none.',
    ...wholeNumber(0, MAX_PORT),
  },
  opsHost: {
    name: 'DIGLOT_OPS_HOST',
    default: '127.0.0.1',
    description: 'Address that OPS_PORT is opened on.',
    ...listenHost(),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    default: 'info',
    description: 'The least grave lines that are logged.',
    ...oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  },
  loginMaxFailures: {
    name: 'LOGIN_MAX_FAILURES',
    default: '10',
    description: 'Failed logins after which a user is throttled.',
    ...wholeNumber(1, 1_000_000),
  },
  answers: {
    name: 'DIGLOT_ANSWERS',
    default: 'compatible',
    description:
      'Answers of accounts that choose none: with the keys that published clients read, or only the documented ones.',
    ...oneOf(['compatible', 'documented']),
  },
  tokenTtlSeconds: {
    name: 'DIGLOT_TOKEN_TTL_SECONDS',
    default: '604800',
    description: 'How long a login token lives after its last use, in seconds.',
    ...wholeNumber(1, TEN_YEARS_SECONDS),
  },
  workers: {
    name: 'DIGLOT_WORKERS',
    default: '1',
    description: 'Processes that share PORT; what is limited to a number at once is so in each of them.',
    ...wholeNumber(1, 64),
  },
  poolSize: {
    name: 'DIGLOT_POOL_SIZE',
    default: '4',
    description: 'Connections to Postgres that serve requests which only read.',
    ...wholeNumber(1, 1000),
  },
  writePoolSize: {
    name: 'DIGLOT_WRITE_POOL_SIZE',
    default: '8',
    description: 'Connections to Postgres that serve requests which change something.',
    ...wholeNumber(1, 1000),
  },
  listPoolSize: {
    name: 'DIGLOT_LIST_POOL_SIZE',
    default: '2',
    description: 'Connections to Postgres that serve the later pages of long lists.',
    ...wholeNumber(1, 1000),
  },
  statementTimeoutSeconds: {
    name: 'DIGLOT_STATEMENT_TIMEOUT_SECONDS',
    default: '10',
    description: 'The longest one statement may take in Postgres, in seconds.',
    ...wholeNumber(1, 3600),
  },
  prepare: {
    name: 'DIGLOT_PREPARE',
    default: 'on',
    description:
      'Whether statements are prepared once for a connection; off for a pooler that loses them, at a sixth of the speed.',
    ...oneOf(['on', 'off']),
  },
  storeTimeoutMs: {
    name: 'DIGLOT_STORE_TIMEOUT_MS',
    default: '1500',
    description: 'How long a call waits for the store before it is answered 503, in milliseconds.',
    ...wholeNumber(100, 3_600_000),
  },
  maxQueue: {
    name: 'DIGLOT_MAX_QUEUE',
    default: '1000',
    description: 'Calls that may wait for the store at once; further ones are answered 503.',
    ...wholeNumber(1, 1_000_000),
  },
  loginsAtOnce: {
    name: 'DIGLOT_LOGINS_AT_ONCE',
    default: '2',
    description: 'Passwords that are checked at the same time; each takes a core and 19 MiB.',
    ...wholeNumber(1, 64),
  },
  maxBadCredentials: {
    name: 'DIGLOT_MAX_BAD_CREDENTIALS',
    default: '300',
    description: 'Wrong tokens and keys of one address in a minute; further wrong ones are answered 429.',
    ...wholeNumber(1, 1_000_000_000),
  },
  maxContacts: {
    name: 'DIGLOT_MAX_CONTACTS',
    default: '1000000',
    description: 'Contacts of one account, give or take a thousandth.',
    ...wholeNumber(1, 1_000_000_000),
  },
  trustProxy: {
    name: 'DIGLOT_TRUST_PROXY',
    description: 'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; unset, nobody is.',
    ...proxyList(),
  },
  drainSeconds: {
    name: 'DIGLOT_DRAIN_SECONDS',
    default: '5',
    description: 'After SIGTERM, how long calls are served on while /readyz says 503, in seconds.',
    ...wholeNumber(0, 3600),
  },
  deprecationLink: {
    name: 'DIGLOT_DEPRECATION_LINK',
    description:
      'A page that tells people of dialects that are to end: the Link of their answers; unset, the description of the other dialect.',
    ...pageUrl(),
  },
  ...clientLimits,
  ...upstreamLogins,
} as const satisfies Readonly<Record<string, Setting>>;
