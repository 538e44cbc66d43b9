import type { Readable } from 'node:stream';
import { type Source, SourceError } from './records.ts';

export interface NdjsonOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
}

/** Opens what `export --format ndjson` wrote. Rejects with a `SourceError` where it can't be read. */
export async function openNdjsonSource(_path: string, _options: NdjsonOptions): Promise<Source> {
  throw new SourceError('NDJSON can not be read yet');
}
