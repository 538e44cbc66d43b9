import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly suites: readonly string[];
  readonly servers: readonly string[] | undefined;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly database: string;
  readonly isQuick: boolean;
  readonly writesReport: boolean;
}

const DEFAULTS = { rounds: 5, seconds: 4, connections: 32 };
/** With a few connections each, since the servers run all at once. */
const QUICK = { rounds: 1, seconds: 1, connections: 4 };

/** Reads the command line. Throws where it holds what nobody knows. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string' },
      servers: { type: 'string' },
      database: { type: 'string', default: 'diglot_bench' },
      quick: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
    },
  });
  if (values.quick && values.report) throw new Error('--quick has no figures to report');
  const defaults = { ...DEFAULTS, ...(values.quick ? QUICK : {}) };
  const count = (name: keyof typeof DEFAULTS) => {
    const value = Number(values[name] ?? defaults[name]);
    if (!(Number.isSafeInteger(value) && value > 0))
      throw new Error(`--${name} takes a whole number above 0`);
    return value;
  };
  return {
    suites: positionals,
    servers: values.servers?.split(','),
    rounds: count('rounds'),
    seconds: count('seconds'),
    connections: count('connections'),
    database: values.database,
    isQuick: values.quick,
    writesReport: values.report,
  };
}
