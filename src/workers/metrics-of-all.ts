import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import { giveOrder, onReport } from './messages.ts';

/** The metrics of all workers and of their primary, in one. */
export interface MetricsOfAll extends Pick<Metrics, 'contentType' | 'render'> {
  include(worker: Worker): void;
  /** It has ended: what it had counted by the last time that it was asked stays counted. */
  exclude(worker: Worker): void;
}

type Counted = readonly object[];

/** One that does not answer by then is shown as it was. */
const PATIENCE_MS = 1000;

/**
 * Adds up counts and levels; of the times that an event loop lags, which can't be added, it is the mean of the
 * workers, or their least or greatest. `connections` are those of the primary to Postgres.
 */
export function createMetricsOfAll(connections: () => number): MetricsOfAll {
  const latest = new Map<Worker, Counted>();
  const asked = new Map<number, () => void>();
  let ended: Promise<Counted> = Promise.resolve([]);
  let lastId = 0;
  const own = createOwn(() => latest.size, connections);

  const ask = (worker: Worker) =>
    new Promise<void>((resolve) => {
      lastId += 1;
      const id = lastId;
      const done = () => {
        clearTimeout(timer);
        asked.delete(id);
        resolve();
      };
      const timer = setTimeout(done, PATIENCE_MS);
      asked.set(id, done);
      giveOrder(worker, { kind: 'metrics', id });
    });

  return {
    include: (worker) => {
      latest.set(worker, []);
      onReport(worker, 'metrics', ({ id, metrics }) => {
        if (latest.has(worker)) latest.set(worker, metrics);
        asked.get(id)?.();
      });
    },
    exclude: (worker) => {
      const counts = (latest.get(worker) ?? []).filter(isCount);
      if (!latest.delete(worker)) return;
      own.lost.inc();
      ended = ended.then((before) => add([before, counts]).getMetricsAsJSON());
    },
    contentType: own.registry.contentType,
    render: async () => {
      await Promise.all([...latest.keys()].map(ask));
      const ofPrimary = (await own.registry.getMetricsAsJSON()).filter(({ name }) => !isLag(name));
      // The first to name a metric says how it is added up, and is asked for what can't be.
      return add([...latest.values(), await ended, ofPrimary]).metrics();
    },
  };
}

function add(parts: readonly Counted[]): Registry {
  return AggregatorRegistry.aggregate([...parts]);
}

function isCount(metric: object): boolean {
  return 'type' in metric && (metric.type === 'counter' || metric.type === 'histogram');
}

/** The primary has time: it would make the mean of the workers look better. */
function isLag(name: string): boolean {
  return name.startsWith('nodejs_eventloop_lag');
}

function createOwn(countWorkers: () => number, connections: () => number) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'diglot_workers',
    help: 'Workers that serve.',
    registers,
    collect() {
      this.set(countWorkers());
    },
  });
  new Gauge({
    name: 'diglot_store_connections',
    help: 'Open connections to Postgres.',
    registers,
    collect() {
      this.set(connections());
    },
  });
  const lost = new Counter({
    name: 'diglot_workers_lost_total',
    help: 'Workers that ended unasked, and were started again.',
    registers,
  });
  return { registry, lost };
}
