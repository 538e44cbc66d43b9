import { spawnSync } from 'node:child_process';
import type { BenchRequest } from './http-request.ts';
import { runAutocannon } from './run-autocannon.ts';
import { runWrk } from './run-wrk.ts';

/** A load on one server: connections of which each sends its next request once the last is answered. */
export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Sent in this order, again and again. */
  readonly requests: readonly BenchRequest[];
}

/** What a load has seen. */
export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  /** Of the answers with their heads. */
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were none of 2xx, and what went wrong with connections. */
  readonly errors: number;
}

export type RunLoad = (load: Load) => Promise<LoadFigures>;

/** wrk where it is installed, else autocannon in a process of its own. */
export function chooseLoad(): { readonly tool: string; readonly run: RunLoad } {
  const wrk = spawnSync('wrk', ['--version'], { encoding: 'utf8' });
  if (wrk.error !== undefined) return { tool: 'autocannon', run: runAutocannon };
  return { tool: /wrk \S+/.exec(wrk.stdout)?.[0] ?? 'wrk', run: runWrk };
}
