import autocannon from 'autocannon';
import { partsOf } from './http-request.ts';
import type { Load, LoadFigures } from './load.ts';

process.once('message', async ({ port, connections, seconds, requests }: Load) => {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    requests: requests.map(partsOf),
  });
  const figures: LoadFigures = {
    requests: result.requests.total,
    seconds: result.duration,
    bytes: result.throughput.total,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors + result.timeouts,
  };
  process.send?.(figures, () => process.disconnect());
});
