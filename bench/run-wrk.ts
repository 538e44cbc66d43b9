import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeRequest } from './http-request.ts';
import type { Load, LoadFigures } from './load.ts';

/** Runs wrk in one thread. Rejects where it fails itself. */
export async function runWrk({ port, connections, seconds, requests }: Load): Promise<LoadFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const script = join(folder, 'requests.lua');
    await writeFile(script, writeScript(requests.map(writeRequest)));
    const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout=30s', '-s', script];
    const { stdout } = await promisify(execFile)('wrk', [...options, `http://127.0.0.1:${port}`]);
    return JSON.parse(stdout.slice(stdout.indexOf('{')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Lua reads the strings of JSON, as long as they hold neither NUL nor lone surrogates. */
function writeScript(requests: readonly string[]): string {
  return `local requests = {${requests.map((request) => JSON.stringify(request)).join(',\n')}}
local last = 0
function request()
  last = last % #requests + 1
  return requests[last]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%d,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`;
}
