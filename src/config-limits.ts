import { type Setting, wholeNumber } from './config-values.ts';

const GIBIBYTE = 1_073_741_824;

/** The settings that bound what one client may cost. */
export const clientLimits = {
  maxSockets: {
    name: 'DIGLOT_MAX_SOCKETS',
    default: '10000',
    description: 'Connections of clients at once; further ones are closed.',
    ...wholeNumber(1, 1_000_000),
  },
  maxHeaderBytes: {
    name: 'DIGLOT_MAX_HEADER_BYTES',
    default: '16384',
    description: 'The largest request line and headers together, in bytes.',
    ...wholeNumber(1024, 1_048_576),
  },
  headerTimeoutSeconds: {
    name: 'DIGLOT_HEADER_TIMEOUT_SECONDS',
    default: '10',
    description: 'How long a client may take to send its headers, in seconds.',
    ...wholeNumber(1, 3600),
  },
  bodyTimeoutSeconds: {
    name: 'DIGLOT_BODY_TIMEOUT_SECONDS',
    default: '15',
    description: 'How long a client may take to send its body, in seconds.',
    ...wholeNumber(1, 3600),
  },
  requestTimeoutSeconds: {
    name: 'DIGLOT_REQUEST_TIMEOUT_SECONDS',
    default: '30',
    description: 'How long a client may take to send a whole request, in seconds.',
    ...wholeNumber(1, 3600),
  },
  keepAliveSeconds: {
    name: 'DIGLOT_KEEP_ALIVE_SECONDS',
    default: '65',
    description: 'How long an idle connection is kept open, in seconds.',
    ...wholeNumber(1, 3600),
  },
  minReadBytesPerSecond: {
    name: 'DIGLOT_MIN_READ_BYTES_PER_SECOND',
    default: '4096',
    description:
      'A client that reads its answer more slowly than this for a minute is cut, in bytes a second.',
    ...wholeNumber(0, GIBIBYTE),
  },
  maxBodyBytes: {
    name: 'DIGLOT_MAX_BODY_BYTES',
    default: '1048576',
    description: 'The largest request body, in bytes.',
    ...wholeNumber(1024, GIBIBYTE),
  },
  maxParameters: {
    name: 'DIGLOT_MAX_PARAMETERS',
    default: '100',
    description: 'The most parameters of one request.',
    ...wholeNumber(16, 10_000),
  },
  http10MaxBytes: {
    name: 'DIGLOT_HTTP10_MAX_BYTES',
    default: '67108864',
    description:
      'Memory for lists that are sent to HTTP/1.0 clients, which must be whole, all together, in bytes.',
    ...wholeNumber(1024, GIBIBYTE),
  },
} as const satisfies Readonly<Record<string, Setting>>;
