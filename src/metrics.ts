import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import type { DomainErrorCode } from '../domain/errors.ts';
import type { UpstreamReport } from './upstream-login.ts';

/** Where the numbers of a moment come from. */
export interface MetricSources {
  /** Statements of calls and pages of lists that are under way or waiting. */
  readonly waiting: () => { readonly calls: number; readonly pages: number };
  /** Open connections to Postgres. */
  readonly connections: () => number;
  /** Open connections of clients. */
  readonly sockets: () => Promise<number>;
}

/** What the gateway counts for its operator. Labels are names of ours, never what a client sent. */
export interface Metrics {
  noteCall(report: CallReport): void;
  noteCut(why: 'too-many' | 'too-slow'): void;
  noteUpstreamLogin(report: Pick<UpstreamReport, 'dialect' | 'verdict'>): void;
  readonly contentType: string;
  /** All of it, in the text format of Prometheus. */
  render(): Promise<string>;
  /** All of it, to be added up with that of other processes. */
  collect(): Promise<readonly object[]>;
}

const LOGIN_REFUSALS: ReadonlyMap<DomainErrorCode | undefined, string> = new Map([
  ['login-refused', 'wrong'],
  ['login-throttled', 'throttled'],
]);
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes the metrics of one process, with those of Node beside them. */
export function createMetrics(version: string, sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'diglot_requests_total',
    help: 'Answers by dialect, operation and outcome (ok, cut, or the wire code of a refusal).',
    labelNames: ['dialect', 'operation', 'outcome', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'diglot_request_duration_seconds',
    help: 'From the head of a request until its answer is ready, of a list until its last part.',
    labelNames: ['dialect', 'operation'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const undeclared = new Counter({
    name: 'diglot_undeclared_parameters_total',
    help: 'Parameters that no operation declares, by dialect.',
    labelNames: ['dialect'],
    registers,
  });
  const unknownPaths = new Counter({
    name: 'diglot_unknown_paths_total',
    help: 'Requests for a path that is no operation, by dialect.',
    labelNames: ['dialect'],
    registers,
  });
  const loginsRefused = new Counter({
    name: 'diglot_logins_refused_total',
    help: 'Logins refused, by dialect: for a wrong pair, or after too many of them.',
    labelNames: ['dialect', 'why'],
    registers,
  });
  const cut = new Counter({
    name: 'diglot_connections_cut_total',
    help: 'Connections refused for being one too many, or closed for reading too slowly.',
    labelNames: ['why'],
    registers,
  });
  const upstreamLogins = new Counter({
    name: 'diglot_upstream_logins_total',
    help: 'Logins that were asked of a vendor, by dialect and what it said: accepted, refused, unknown.',
    labelNames: ['dialect', 'outcome'],
    registers,
  });
  addGauges(registers, version, sources);
  const bound = createBound(requests, durations);
  return {
    noteCall: (report) => {
      const { dialect, operation, outcome, status, durationMs } = report;
      const { count, observe } = bound(dialect, operation ?? 'none', outcome, status);
      count();
      // What could not be parsed has no beginning, and an unknown path no work.
      if (operation !== undefined) observe(durationMs / 1000);
      else if (status === 404) unknownPaths.inc({ dialect });
      const why = LOGIN_REFUSALS.get(report.refusal?.code);
      if (why !== undefined) loginsRefused.inc({ dialect, why });
      if (report.undeclared > 0) undeclared.inc({ dialect }, report.undeclared);
    },
    noteCut: (why) => cut.inc({ why }),
    noteUpstreamLogin: ({ dialect, verdict }) => upstreamLogins.inc({ dialect, outcome: verdict }),
    contentType: registry.contentType,
    render: () => registry.metrics(),
    collect: () => registry.getMetricsAsJSON(),
  };
}

function addGauges(registers: Registry[], version: string, sources: MetricSources): void {
  new Gauge({
    name: 'diglot_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    aggregator: 'first',
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: 'diglot_store_waiting',
    help: 'Statements under way or waiting: of calls, and of the later pages of lists.',
    labelNames: ['queue'],
    registers,
    collect() {
      const { calls, pages } = sources.waiting();
      this.set({ queue: 'calls' }, calls);
      this.set({ queue: 'pages' }, pages);
    },
  });
  new Gauge({
    name: 'diglot_store_connections',
    help: 'Open connections to Postgres.',
    registers,
    collect() {
      this.set(sources.connections());
    },
  });
  new Gauge({
    name: 'diglot_client_connections',
    help: 'Open connections of clients.',
    registers,
    async collect() {
      this.set(await sources.sockets());
    },
  });
}

interface Child {
  readonly count: () => void;
  readonly observe: (seconds: number) => void;
}

/** To look a label's child up by its values each time would cost more than to count. */
function createBound(requests: Counter, durations: Histogram) {
  const children: Map<string, Map<string, Map<string, Map<number, Child>>>> = new Map();
  return (dialect: string, operation: string, outcome: string, status: number): Child => {
    const ofOperation = grow(grow(children, dialect, createMap), operation, createMap);
    return grow(grow(ofOperation, outcome, createMap), status, () => {
      const counter = requests.labels({ dialect, operation, outcome, status });
      const histogram = durations.labels({ dialect, operation });
      return { count: () => counter.inc(), observe: (seconds) => histogram.observe(seconds) };
    });
  };
}

const createMap = () => new Map();

/** What there is under the key, made where there is nothing yet. */
function grow<Key, Value>(branch: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = branch.get(key);
  if (known !== undefined) return known;
  const made = make();
  branch.set(key, made);
  return made;
}
