import type { Readable } from 'node:stream';
import type { Source, SourceRecord } from '../records.ts';
import { type InputFile, openInputFile } from './input-file.ts';
import { createReadNdjson } from './ndjson-record.ts';

export interface NdjsonOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
}

/** Opens what `export --format ndjson` wrote. Rejects with a `SourceError` where it can't be read. */
export async function openNdjsonSource(path: string, { stdin }: NdjsonOptions): Promise<Source> {
  const file = await openInputFile(path, stdin);
  return {
    name: 'ndjson',
    title: file.title,
    notShown: [],
    total: () => ({ unit: 'bytes', count: file.bytes }),
    done: file.done,
    read: () => readRecords(file),
    close: file.close,
  };
}

async function* readRecords(file: InputFile): AsyncGenerator<SourceRecord> {
  const read = createReadNdjson();
  let line = 0;
  for await (const text of readLines(file)) {
    line += 1;
    if (text.trim() !== '') yield read(text, line);
  }
}

/** Lines of UTF-8; what is none is left to show as U+FFFD. */
async function* readLines(file: InputFile): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of file.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}
