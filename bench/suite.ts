import type { BenchDatabase } from './database.ts';
import type { Fleet } from './fleet.ts';
import type { LoadSettings } from './measure.ts';
import type { Table } from './result.ts';

/** What every suite is given. */
export interface Bench {
  readonly adminUrl: string;
  readonly database: BenchDatabase;
  readonly fleet: Fleet;
  readonly load: LoadSettings;
  /** The servers that were asked for, else these. */
  choose(servers: readonly string[]): readonly string[];
  /** The builds of the gateway that were asked for, where only they can answer. */
  readonly gateways: readonly string[];
}

/** Runs a suite; each table is handed over as soon as it is known. */
export type Suite = (bench: Bench) => AsyncIterable<Table>;
