import { lastDay, originUrl, type Setting, wholeNumber } from './config-values.ts';

/** The settings of logins that are asked of a vendor; without them none is. */
export const upstreamLogins = {
  upstreamFilemail: {
    name: 'DIGLOT_UPSTREAM_FILEMAIL',
    description: 'Whom to ask about Filemail logins of accounts that have no password yet; unset, nobody.',
    // It may hold no password, but may have been written with one.
    secret: true,
    ...originUrl(),
  },
  upstreamTxty: {
    name: 'DIGLOT_UPSTREAM_TXTY',
    description: 'Whom to ask about Txty logins of accounts that have no password yet; unset, nobody.',
    secret: true,
    ...originUrl(),
  },
  upstreamTimeoutMs: {
    name: 'DIGLOT_UPSTREAM_TIMEOUT_MS',
    default: '5000',
    description: 'How long a login waits for the answer of whom it is asked of, in milliseconds.',
    ...wholeNumber(100, 60_000),
  },
  upstreamUntil: {
    name: 'DIGLOT_UPSTREAM_UNTIL',
    description: 'The last day (UTC) on which logins are asked of anybody else; unset, there is none.',
    ...lastDay(),
  },
} as const satisfies Readonly<Record<string, Setting>>;
