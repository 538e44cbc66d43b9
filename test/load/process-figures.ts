import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { readMetric } from './ops-metrics.ts';

/** What a process uses just now. */
export interface ProcessFigures {
  readonly rssBytes: number;
  /** Of the JavaScript heap, as the process itself tells; undefined where it does not. */
  readonly heapBytes: number | undefined;
}

/** What a process holds open; undefined where the system does not tell. */
export interface OpenFiles {
  readonly descriptors: number;
  readonly sockets: number;
}

const KIBIBYTE = 1024;

/** Asks the system, and the gateway's metrics where it serves them on `opsPort`. */
export async function readFigures(pid: number, opsPort: number | undefined): Promise<ProcessFigures> {
  const [rssBytes, heapBytes] = await Promise.all([
    readRss(pid),
    readMetric(opsPort, 'nodejs_heap_size_used_bytes'),
  ]);
  return { rssBytes, heapBytes };
}

export async function readOpenFiles(pid: number): Promise<OpenFiles | undefined> {
  const folder = `/proc/${pid}/fd`;
  try {
    const names = await readdir(folder);
    const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
    return {
      descriptors: names.length,
      sockets: targets.filter((target) => target.startsWith('socket:')).length,
    };
  } catch {
    return undefined;
  }
}

async function readRss(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const kibibytes = status === undefined ? await askPs(pid) : /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  const bytes = Number(kibibytes) * KIBIBYTE;
  if (!(bytes > 0)) throw new Error(`the gateway's process ${pid} is gone`);
  return bytes;
}

async function askPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return stdout.trim();
}
