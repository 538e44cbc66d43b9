import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway, GatewayOptions } from '../gateway.ts';
import { keepSharedMisses } from '../miss-guard.ts';
import { openOpsPort } from '../ops-port.ts';
import { createRequestLog } from '../request-log.ts';
import { startCrew } from './crew.ts';
import { createHandOver } from './hand-over.ts';
import { openPort } from './port.ts';

/**
 * Serves by workers: the ports are opened here, and connections handed over. The store must have been migrated.
 * Rejects where a port can't be had, or with a `CommandError` where a worker does not come up.
 */
export async function startWorkers({ config, log, open }: GatewayOptions): Promise<Gateway> {
  keepSharedMisses();
  const metrics = config.opsPort === undefined ? undefined : await loadMetrics(open.connections);
  const handOver = createHandOver();
  const crew = await startCrew({
    size: config.workers,
    log,
    onUp: (worker) => {
      handOver.include(worker);
      metrics?.include(worker);
    },
    onEnded: (worker) => {
      handOver.exclude(worker);
      metrics?.exclude(worker);
    },
  });
  let draining = false;
  const isReady = async () => !draining && crew.isWhole() && (await open.isReady());
  const onAnswered = createRequestLog(log);
  const steps = [crew.close];
  const close = async () => {
    draining = true;
    for (const step of steps) await step();
  };
  try {
    const port = await openPort(config.host, config.port, handOver.give);
    steps.unshift(port.close);
    const opsListener = metrics && (await openOpsPort({ config, isReady, metrics, onAnswered }));
    // Last, so that the operator can watch the end of the first.
    if (opsListener !== undefined) steps.push(opsListener.close);
    return {
      port: port.number,
      opsPort: opsListener?.port,
      drain: async (seconds) => {
        draining = true;
        crew.drain(seconds);
        await sleep(seconds * 1000);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nobody can ask for them where there is no port for it. */
async function loadMetrics(connections: () => number) {
  const { createMetricsOfAll } = await import('./metrics-of-all.ts');
  return createMetricsOfAll(connections);
}
