import * as v from 'valibot';
import { suggestName } from './config-names.ts';
import { settings } from './config-settings.ts';
import type { Setting } from './config-values.ts';

type Settings = typeof settings;

/** The configuration of one process; the names carry the units. */
export type Config = {
  readonly [Field in keyof Settings]:
    | v.InferOutput<Settings[Field]['schema']>
    | (Settings[Field] extends { readonly default: string } ? never : undefined);
};

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigFault {
  /** The environment variable at fault. */
  readonly name: string;
  /** What is wrong with it and what to write instead; never the value of a secret. */
  readonly message: string;
}

/** The environment can't be taken as it is; every fault is named. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const OWN_PREFIX = 'DIGLOT_';

/**
 * Reads the configuration. A variable that is empty or blank counts as unset. Throws a `ConfigError` with
 * all faults at once, unknown `DIGLOT_…` variables among them.
 */
export function readConfig(env: Environment): Config {
  const faults: ConfigFault[] = [];
  const values: Record<string, unknown> = {};
  for (const [field, setting] of Object.entries<Setting>(settings)) {
    const text = env[setting.name]?.trim() || setting.default;
    const read = text === undefined ? undefined : v.safeParse(setting.schema, text, { abortEarly: true });
    if (read?.success === false) faults.push({ name: setting.name, message: explain(setting, text) });
    else values[field] = read?.output;
  }
  // Each value came out of its own setting's schema, which a loop can't tell the compiler.
  const config = values as Config;
  faults.push(...findUnknown(env), ...findClash(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** One row of the documentation for each setting, in the order of the table. */
export interface SettingDescription {
  readonly name: string;
  /** As it would be written; undefined where a setting may stay unset. */
  readonly default: string | undefined;
  readonly description: string;
  /** What may be written, such as "a whole number from 1 to 1000". */
  readonly accepts: string;
}

/** Describes every setting, for the documentation and the help of the program. */
export function describeSettings(): readonly SettingDescription[] {
  return Object.values<Setting>(settings).map(({ name, default: text, description, accepts }) => ({
    name,
    default: text,
    description,
    accepts,
  }));
}

function explain(setting: Setting, text: string | undefined): string {
  const found = setting.secret ? 'its value (not shown, being a secret)' : JSON.stringify(text);
  return `${found} can't be used; write ${setting.accepts}`;
}

function findUnknown(env: Environment): readonly ConfigFault[] {
  const known = describeSettings().map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => name.startsWith(OWN_PREFIX) && env[name] !== undefined && !known.includes(name))
    .sort()
    .map((name) => {
      const nearest = suggestName(name, known, OWN_PREFIX);
      const advice = nearest === undefined ? 'remove it' : `write ${nearest} instead, or remove it`;
      return { name, message: `there is no such setting; ${advice}` };
    });
}

/** The embedded Postgres takes 100, and the primary and the command line need some. */
const EMBEDDED_CONNECTIONS = 90;

function findClash(config: Partial<Config>): readonly ConfigFault[] {
  const { port, opsPort, headerTimeoutSeconds = 0, requestTimeoutSeconds = headerTimeoutSeconds } = config;
  const { workers = 1, poolSize = 1, writePoolSize = 1, listPoolSize = 1 } = config;
  const faults: ConfigFault[] = [];
  // Each holds one more, by which it has its share in that Postgres.
  const connections = workers * (poolSize + writePoolSize + listPoolSize + 1);
  // Missing altogether is one at fault.
  const isEmbedded = 'databaseUrl' in config && config.databaseUrl === undefined;
  if (isEmbedded && workers > 1 && connections > EMBEDDED_CONNECTIONS) {
    const message = `${workers} of them open ${connections} connections to the embedded Postgres, which has ${EMBEDDED_CONNECTIONS} for them; write less, lower DIGLOT_WRITE_POOL_SIZE, or set DATABASE_URL`;
    faults.push({ name: 'DIGLOT_WORKERS', message });
  }
  if (opsPort !== undefined && opsPort !== 0 && opsPort === port) {
    const message = `${opsPort} is PORT already; write another port, or 0 for any free one`;
    faults.push({ name: 'OPS_PORT', message });
  }
  if (headerTimeoutSeconds > requestTimeoutSeconds) {
    const message = `${headerTimeoutSeconds} is more than the whole request may take (DIGLOT_REQUEST_TIMEOUT_SECONDS, ${requestTimeoutSeconds}); write less, or raise that`;
    faults.push({ name: 'DIGLOT_HEADER_TIMEOUT_SECONDS', message });
  }
  return faults;
}
