import { pino } from 'pino';
import { type OpenStore, openStore, type StoreOptions } from '../../db/connect.ts';
import { dialects } from '../../dialects/index.ts';
import { createRefuseBusy } from '../../dialects/kernel/busy.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { CallLimits, CallReport } from '../../dialects/kernel/kernel-options.ts';
import { createAnswerUnparsed } from '../../dialects/kernel/unparsed.ts';
import type { AnswerStyle } from '../../domain/account.ts';
import { createPasswords } from '../../domain/password.ts';
import { createApp, createOpsApp } from '../../src/app.ts';
import { createReadClient } from '../../src/client-address.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createMissGuard } from '../../src/miss-guard.ts';
import { createRequestLog } from '../../src/request-log.ts';
import { listen, type ServerLimits } from '../../src/server.ts';
import { createUpstreamJudge, type UpstreamSettings } from '../../src/upstream-judge.ts';
import { addTestAccount, type TestAccount } from './account.ts';
import { createTestDatabase } from './database.ts';
import { atEndOfFile } from './end-of-file.ts';
import { testStoreOptions } from './store-options.ts';

/** A gateway of a test file's own: its database, its port and what it logged. */
export interface TestGateway {
  readonly url: string;
  readonly port: number;
  /** Origin of the operator's port; empty where it was not asked for. */
  readonly opsUrl: string;
  readonly databaseUrl: string;
  readonly open: OpenStore;
  /** Everything that was logged so far, parsed. */
  readonly log: readonly LogLine[];
  /** A new account with a password, a login token and a key. */
  addAccount(options?: {
    answers?: AnswerStyle;
    region?: 'DK' | 'DE' | 'US' | 'GB' | 'IT';
  }): Promise<TestAccount>;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly dialect?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly [key: string]: unknown;
}

interface TestGatewayOptions {
  readonly dialects?: readonly Dialect[];
  readonly answers?: AnswerStyle;
  readonly loginMaxFailures?: number;
  readonly limits?: Partial<CallLimits & ServerLimits>;
  readonly maxBadCredentials?: number;
  readonly trustProxy?: readonly string[];
  readonly deprecationLink?: string;
  /** With the operator's port, and with the metrics that it shows. */
  readonly ops?: boolean;
  readonly store?: Partial<StoreOptions>;
  /** Vendors that logins are asked of. */
  readonly upstream?: Partial<UpstreamSettings>;
  /** Another way to its database, such as a proxy. */
  readonly reach?: (databaseUrl: string) => Promise<string>;
}

const LIMITS: CallLimits & ServerLimits = {
  maxBodyBytes: 1_048_576,
  bodyTimeoutSeconds: 15,
  maxParameters: 100,
  http10MaxBytes: 67_108_864,
  maxSockets: 1000,
  maxHeaderBytes: 16_384,
  headerTimeoutSeconds: 10,
  requestTimeoutSeconds: 30,
  keepAliveSeconds: 65,
  minReadBytesPerSecond: 4096,
  windowSeconds: 60,
};

const NOBODY_ASKED: UpstreamSettings = {
  upstreamFilemail: undefined,
  upstreamTxty: undefined,
  upstreamTimeoutMs: 5000,
  upstreamUntil: undefined,
};

/** Starts a gateway in this process and stops it after the test file. Call it in `beforeAll`. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const database = await createTestDatabase();
  const open = await openStore({
    ...testStoreOptions,
    databaseUrl: (await options.reach?.(database.url)) ?? database.url,
    loginMaxFailures: options.loginMaxFailures ?? testStoreOptions.loginMaxFailures,
    ...options.store,
  });
  const log: LogLine[] = [];
  const logger = pino({ base: null }, { write: (line: string) => log.push(JSON.parse(line)) });
  const { store, loginGuard, isReady, directory } = open;
  const passwords = createPasswords();
  const served = options.dialects ?? dialects;
  const limits = { ...LIMITS, ...options.limits };
  const { waiting, connections } = open;
  const metrics =
    options.ops === true
      ? createMetrics('test', { waiting, connections, sockets: () => listener.sockets() })
      : undefined;
  const logCall = createRequestLog(logger);
  const onAnswered = (report: CallReport) => {
    metrics?.noteCall(report);
    logCall(report);
  };
  const app = createApp({
    dialects: served,
    services: {
      ...{ store, loginGuard, passwords, answers: options.answers ?? 'compatible' },
      judgeByVendor: createUpstreamJudge({
        settings: { ...NOBODY_ASKED, ...options.upstream },
        ...{ store, passwords, log: logger },
        onAsked: metrics?.noteUpstreamLogin,
      }),
    },
    missGuard: createMissGuard(options.maxBadCredentials ?? 1_000_000),
    readClient: createReadClient(options.trustProxy),
    limits,
    deprecationLink: options.deprecationLink,
    onAnswered,
    isReady,
  });
  const answerUnparsed = createAnswerUnparsed(served, onAnswered);
  const place = { host: '127.0.0.1', port: 0, limits, answerUnparsed };
  const refuseBusy = createRefuseBusy(served, { isFull: open.isFull, onAnswered });
  const listener = await listen(app, { ...place, refuseBusy, onCut: metrics?.noteCut });
  const opsListener = metrics && (await listen(createOpsApp(isReady, metrics), place));
  atEndOfFile(async () => {
    await listener.close();
    await opsListener?.close();
    await open.close();
    await database.drop();
  });
  const url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    port: listener.port,
    opsUrl: opsListener === undefined ? '' : `http://127.0.0.1:${opsListener.port}`,
    databaseUrl: database.url,
    open,
    log,
    addAccount: (account = {}) => addTestAccount({ url, store, directory }, account),
  };
}
