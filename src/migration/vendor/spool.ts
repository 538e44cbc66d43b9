import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireEntry } from '../../../dialects/kernel/read-back.ts';
import { SourceError } from '../records.ts';

/** Entries of an answer on disk, so that none of them is used before all of them are known to be there. */
export interface Spool {
  count(): number;
  /** Takes an entry; it is written with the next `flush`. */
  add(entry: WireEntry): void;
  flush(): Promise<void>;
  /** Forgets all entries. */
  empty(): Promise<void>;
  /** The entries in the order in which they were added; may be read several times. */
  entries(): AsyncIterable<WireEntry>;
  /** Removes what was kept. Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens an empty spool in a directory of its own, which nobody else can read, and which is gone even where the
 * program is killed. Rejects with a `SourceError` where the disk will not have it, as later calls do.
 */
export async function openSpool(): Promise<Spool> {
  const { file, remove } = await orFull(openFile);
  let waiting: string[] = [];
  let count = 0;
  return {
    count: () => count,
    add: (entry) => {
      waiting.push(JSON.stringify(entry));
      count += 1;
    },
    flush: async () => {
      if (waiting.length === 0) return;
      const lines = `${waiting.join('\n')}\n`;
      waiting = [];
      await orFull(() => file.appendFile(lines));
    },
    empty: async () => {
      waiting = [];
      count = 0;
      await orFull(() => file.truncate(0));
    },
    entries: () => readEntries(file),
    close: async () => {
      await file.close().catch(() => undefined);
      await remove();
    },
  };
}

async function openFile() {
  const directory = await mkdtemp(join(tmpdir(), 'diglot-'));
  const remove = () => rm(directory, { recursive: true, force: true }).catch(() => undefined);
  try {
    // Appending, so that a file which was emptied begins at its beginning.
    const file = await open(join(directory, 'answer.ndjson'), 'ax+', 0o600);
    // An open file outlives its name, but on Windows, where it is removed at the end.
    await remove();
    return { file, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function* readEntries(file: FileHandle): AsyncGenerator<WireEntry> {
  let rest = '';
  // Cut at line feeds alone: JSON may hold every other separator of lines.
  for await (const text of file.createReadStream({ start: 0, encoding: 'utf8', autoClose: false })) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

async function orFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw new SourceError(`The vendor's answer cannot be kept in ${tmpdir()}: ${String(code)}.`);
  }
}
