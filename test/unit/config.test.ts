import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type ConfigFault,
  describeSettings,
  type Environment,
  readConfig,
} from '../../src/config.ts';

function faultsOf(env: Environment): readonly ConfigFault[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const DEFAULTS = {
  port: 8080,
  host: '127.0.0.1',
  databaseUrl: undefined,
  dataDir: './data',
  opsPort: undefined,
  opsHost: '127.0.0.1',
  logLevel: 'info',
  loginMaxFailures: 10,
  answers: 'compatible',
  tokenTtlSeconds: 604_800,
  workers: 1,
  poolSize: 4,
  writePoolSize: 8,
  listPoolSize: 2,
  statementTimeoutSeconds: 10,
  prepare: 'on',
  storeTimeoutMs: 1500,
  maxQueue: 1000,
  loginsAtOnce: 2,
  maxBadCredentials: 300,
  maxContacts: 1_000_000,
  trustProxy: undefined,
  drainSeconds: 5,
  deprecationLink: undefined,
  maxSockets: 10_000,
  maxHeaderBytes: 16_384,
  headerTimeoutSeconds: 10,
  bodyTimeoutSeconds: 15,
  requestTimeoutSeconds: 30,
  keepAliveSeconds: 65,
  minReadBytesPerSecond: 4096,
  maxBodyBytes: 1_048_576,
  maxParameters: 100,
  http10MaxBytes: 67_108_864,
  upstreamFilemail: undefined,
  upstreamTxty: undefined,
  upstreamTimeoutMs: 5000,
  upstreamUntil: undefined,
};

describe('an environment that can be taken', () => {
  test('gives every setting its default where nothing is set', () => {
    expect(readConfig({})).toEqual(DEFAULTS);
  });

  test('counts an empty or blank variable as unset', () => {
    const blank = Object.fromEntries(describeSettings().map(({ name }) => [name, ' ']));
    expect(readConfig(blank)).toEqual(DEFAULTS);
    expect(readConfig({ DATABASE_URL: '' })).toEqual(DEFAULTS);
  });

  test('sets every field', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::',
      DATABASE_URL: 'postgresql://diglot:p%40ss@db.example.com:5432/diglot?sslmode=require',
      DATA_DIR: '/var/lib/diglot',
      OPS_PORT: '9090',
      DIGLOT_OPS_HOST: 'localhost',
      LOG_LEVEL: 'WARN',
      LOGIN_MAX_FAILURES: '3',
      DIGLOT_ANSWERS: 'documented',
      DIGLOT_TOKEN_TTL_SECONDS: '3600',
      DIGLOT_WORKERS: '6',
      DIGLOT_POOL_SIZE: '8',
      DIGLOT_WRITE_POOL_SIZE: '5',
      DIGLOT_LIST_POOL_SIZE: '3',
      DIGLOT_STATEMENT_TIMEOUT_SECONDS: '5',
      DIGLOT_PREPARE: 'OFF',
      DIGLOT_STORE_TIMEOUT_MS: '500',
      DIGLOT_MAX_QUEUE: '64',
      DIGLOT_LOGINS_AT_ONCE: '4',
      DIGLOT_MAX_BAD_CREDENTIALS: '30',
      DIGLOT_MAX_CONTACTS: '1000',
      DIGLOT_TRUST_PROXY: 'loopback, 10.0.0.0/8',
      DIGLOT_DRAIN_SECONDS: '0',
      DIGLOT_DEPRECATION_LINK: 'https://example.com/ænd?of="filemail"#>',
      DIGLOT_MAX_SOCKETS: '99',
      DIGLOT_MAX_HEADER_BYTES: '8192',
      DIGLOT_HEADER_TIMEOUT_SECONDS: '1',
      DIGLOT_BODY_TIMEOUT_SECONDS: '2',
      DIGLOT_REQUEST_TIMEOUT_SECONDS: '3',
      DIGLOT_KEEP_ALIVE_SECONDS: '4',
      DIGLOT_MIN_READ_BYTES_PER_SECOND: '0',
      DIGLOT_MAX_BODY_BYTES: '2048',
      DIGLOT_MAX_PARAMETERS: '50',
      DIGLOT_HTTP10_MAX_BYTES: '4096',
      DIGLOT_UPSTREAM_FILEMAIL: 'https://www.filemail.example.com',
      DIGLOT_UPSTREAM_TXTY: 'HTTP://Txty.example.com:8080/api/4//',
      DIGLOT_UPSTREAM_TIMEOUT_MS: '800',
      DIGLOT_UPSTREAM_UNTIL: '2028-02-29',
    });
    expect(config).toEqual({
      port: 0,
      host: '::',
      databaseUrl: 'postgresql://diglot:p%40ss@db.example.com:5432/diglot?sslmode=require',
      dataDir: '/var/lib/diglot',
      opsPort: 9090,
      opsHost: 'localhost',
      logLevel: 'warn',
      loginMaxFailures: 3,
      answers: 'documented',
      tokenTtlSeconds: 3600,
      workers: 6,
      poolSize: 8,
      writePoolSize: 5,
      listPoolSize: 3,
      statementTimeoutSeconds: 5,
      prepare: 'off',
      storeTimeoutMs: 500,
      maxQueue: 64,
      loginsAtOnce: 4,
      maxBadCredentials: 30,
      maxContacts: 1000,
      trustProxy: ['loopback', '10.0.0.0/8'],
      drainSeconds: 0,
      deprecationLink: 'https://example.com/%C3%A6nd?of=%22filemail%22#%3E',
      maxSockets: 99,
      maxHeaderBytes: 8192,
      headerTimeoutSeconds: 1,
      bodyTimeoutSeconds: 2,
      requestTimeoutSeconds: 3,
      keepAliveSeconds: 4,
      minReadBytesPerSecond: 0,
      maxBodyBytes: 2048,
      maxParameters: 50,
      http10MaxBytes: 4096,
      upstreamFilemail: 'https://www.filemail.example.com',
      upstreamTxty: 'http://txty.example.com:8080/api/4',
      upstreamTimeoutMs: 800,
      upstreamUntil: Date.parse('2028-03-01T00:00:00Z'),
    });
  });

  test('may hold any variable of others', () => {
    expect(readConfig({ PATH: '/usr/bin', PGHOST: 'db.example.com', diglot_port: '1' })).toEqual(DEFAULTS);
  });

  test.each([
    'postgres://localhost/diglot',
    'postgresql://a:b%2Fc@db.example.com/diglot?sslmode=verify-full',
    'postgres:///diglot?host=/var/run/postgresql',
  ])('may name its database as %s', (url) => {
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  test('may let both listeners take any free port', () => {
    expect(readConfig({ PORT: '0', OPS_PORT: '0' })).toMatchObject({ port: 0, opsPort: 0 });
  });
});

describe('an environment that cannot be taken', () => {
  test('is refused with every fault at once, each with what to write instead', () => {
    expect(faultsOf({ PORT: '80a', LOG_LEVEL: 'loud', DIGLOT_POOLSIZE: '4' })).toEqual([
      { name: 'PORT', message: '"80a" can\'t be used; write a whole number from 0 to 65535' },
      {
        name: 'LOG_LEVEL',
        message: '"loud" can\'t be used; write one of trace, debug, info, warn, error, fatal, silent',
      },
      {
        name: 'DIGLOT_POOLSIZE',
        message: 'there is no such setting; write DIGLOT_POOL_SIZE instead, or remove it',
      },
    ]);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '8080.5'],
    ['PORT', '0x1f90'],
    ['PORT', '1e3'],
    ['PORT', '٨٠٨٠'],
    ['OPS_PORT', 'off'],
    ['HOST', '[::1]'],
    ['HOST', 'http://example.com'],
    ['HOST', '127.0.0.1:8080'],
    ['LOGIN_MAX_FAILURES', '0'],
    ['DIGLOT_ANSWERS', 'both'],
    ['DIGLOT_TOKEN_TTL_SECONDS', '0'],
    ['DIGLOT_TOKEN_TTL_SECONDS', '7d'],
    ['DIGLOT_DEPRECATION_LINK', 'example.com/end'],
    ['DIGLOT_DEPRECATION_LINK', 'ftp://example.com/end'],
    ['DIGLOT_DEPRECATION_LINK', 'https://jane:s3cret@example.com/end'],
    ['DIGLOT_WORKERS', '0'],
    ['DIGLOT_WORKERS', '65'],
    ['DIGLOT_WORKERS', 'auto'],
    ['DIGLOT_POOL_SIZE', '0'],
    ['DIGLOT_STATEMENT_TIMEOUT_SECONDS', '10s'],
    ['DIGLOT_MAX_BODY_BYTES', '1MB'],
    ['DIGLOT_MAX_PARAMETERS', '99999999999999999999'],
    ['DIGLOT_UPSTREAM_FILEMAIL', 'www.filemail.example.com'],
    ['DIGLOT_UPSTREAM_FILEMAIL', 'ftp://www.filemail.example.com'],
    ['DIGLOT_UPSTREAM_FILEMAIL', 'https://www.filemail.example.com/?a=b'],
    ['DIGLOT_UPSTREAM_TXTY', 'https://txty.example.com/#api'],
    ['DIGLOT_UPSTREAM_TXTY', 'https://'],
    ['DIGLOT_UPSTREAM_TIMEOUT_MS', '0'],
    ['DIGLOT_UPSTREAM_UNTIL', '2027-02-29'],
    ['DIGLOT_UPSTREAM_UNTIL', '2027-13-01'],
    ['DIGLOT_UPSTREAM_UNTIL', 'tomorrow'],
  ])('is refused for %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value }).map((fault) => fault.name)).toEqual([name]);
  });

  test.each([
    'mysql://root:s3cret@db.example.com/diglot',
    'postgres://diglot:s3c/ret@db.example.com/diglot',
    'postgres://diglot:s3cret%@db.example.com/diglot',
    'postgres://diglot:s3cret@db.example.com',
    'postgres://',
    'db.example.com s3cret',
  ])('never has its database repeated: %s', (url) => {
    expect(faultsOf({ DATABASE_URL: url })).toEqual([
      {
        name: 'DATABASE_URL',
        message:
          "its value (not shown, being a secret) can't be used; write " +
          'postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters of the password percent-encoded',
      },
    ]);
  });

  test.each(['https://jane:s3cret@example.com', 'https://s3cret@example.com', 'http://x:80:s3cret/'])(
    'never has the URL of a vendor repeated: %s',
    (url) => {
      expect(faultsOf({ DIGLOT_UPSTREAM_TXTY: url })).toEqual([
        {
          name: 'DIGLOT_UPSTREAM_TXTY',
          message:
            "its value (not shown, being a secret) can't be used; write " +
            'http:// or https:// with a host and maybe a path, and without user, password, ? and #',
        },
      ]);
    },
  );

  test('is refused where both listeners are given one port', () => {
    expect(faultsOf({ DIGLOT_HEADER_TIMEOUT_SECONDS: '40' })).toEqual([
      {
        name: 'DIGLOT_HEADER_TIMEOUT_SECONDS',
        message:
          '40 is more than the whole request may take (DIGLOT_REQUEST_TIMEOUT_SECONDS, 30); write less, or raise that',
      },
    ]);
    expect(faultsOf({ OPS_PORT: '8080' })).toEqual([
      { name: 'OPS_PORT', message: '8080 is PORT already; write another port, or 0 for any free one' },
    ]);
  });

  test('is refused where the workers would have more connections than the embedded Postgres takes', () => {
    expect(readConfig({ DIGLOT_WORKERS: '6' }).workers).toBe(6);
    expect(faultsOf({ DIGLOT_WORKERS: '7' })).toEqual([
      {
        name: 'DIGLOT_WORKERS',
        message:
          '7 of them open 105 connections to the embedded Postgres, which has 90 for them; write less, lower ' +
          'DIGLOT_WRITE_POOL_SIZE, or set DATABASE_URL',
      },
    ]);
    expect(readConfig({ DIGLOT_WORKERS: '7', DIGLOT_WRITE_POOL_SIZE: '4' }).workers).toBe(7);
    const env = { DIGLOT_WORKERS: '64', DATABASE_URL: 'postgres://localhost/diglot' };
    expect(readConfig(env).workers).toBe(64);
    // One process has always been free to ask for more.
    expect(readConfig({ DIGLOT_POOL_SIZE: '500' }).poolSize).toBe(500);
  });

  test.each([
    ['DIGLOT_PORT', 'PORT'],
    ['DIGLOT_DATABASE_URL', 'DATABASE_URL'],
    ['DIGLOT_TOKEN_TTL', 'DIGLOT_TOKEN_TTL_SECONDS'],
    ['DIGLOT_ANSWER', 'DIGLOT_ANSWERS'],
    ['DIGLOT_HTTP_10_MAX_BYTES', 'DIGLOT_HTTP10_MAX_BYTES'],
  ])('is told for %s that %s is meant', (unknown, known) => {
    expect(faultsOf({ [unknown]: '1' })).toEqual([
      { name: unknown, message: `there is no such setting; write ${known} instead, or remove it` },
    ]);
  });

  test('is told of an unknown setting that resembles none, even an empty one', () => {
    expect(faultsOf({ DIGLOT_XYZZYXYZZY: '' })).toEqual([
      { name: 'DIGLOT_XYZZYXYZZY', message: 'there is no such setting; remove it' },
    ]);
  });

  test('is refused with a message of one line a fault', () => {
    expect(() => readConfig({ PORT: 'x', OPS_PORT: 'y' })).toThrow(/^PORT: .*\nOPS_PORT: .*$/);
  });
});

describe('the description of the settings', () => {
  test('has each setting once, with a default that reads as the value of an empty environment', () => {
    const described = describeSettings();
    expect(new Set(described.map(({ name }) => name)).size).toBe(Object.keys(DEFAULTS).length);
    const written = Object.fromEntries(described.map((setting) => [setting.name, setting.default]));
    expect(readConfig(written)).toEqual(readConfig({}));
  });

  test('says what each setting is and what may be written', () => {
    for (const { description, accepts } of describeSettings()) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(accepts).not.toBe('');
    }
  });
});
