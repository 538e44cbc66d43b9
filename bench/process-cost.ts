import { readFile, writeFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;
const KIBIBYTE = 1024;

/** Processor time that each of some processes has taken so far, in microseconds. */
export async function readCpu(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const ticks = await Promise.all(pids.map(readTicks));
  return new Map(pids.map((pid, place) => [pid, ((ticks[place] ?? 0) * 1e6) / TICKS_PER_SECOND]));
}

/**
 * Processor time that was taken in between, in microseconds; NaN of no process. Who came later is counted from its
 * start, and who has gone is not counted: it was idle.
 */
export function cpuBetween(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  if (after.size === 0) return Number.NaN;
  let sum = 0;
  for (const [pid, micros] of after) sum += micros - (before.get(pid) ?? 0);
  return sum;
}

/** User and system time of all threads: the fields after the name, which stands in brackets. */
async function readTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** Memory that a process has now, and the most since `forgetPeak`. */
export async function readMemory(
  pid: number,
): Promise<{ readonly nowBytes: number; readonly peakBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * KIBIBYTE;
  return { nowBytes: read('VmRSS'), peakBytes: read('VmHWM') };
}

/** From now on the peak of a process's memory counts anew. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}
