import type { Readable } from 'node:stream';
import type { Region } from '../../domain/phone.ts';
import { type Source, SourceError } from './records.ts';

export interface VcardOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
  /** Home region of national phone numbers. */
  readonly region: Region;
  /** Told what the person should know, such as what was left out. */
  readonly onNote: (message: string) => void;
}

/** Opens a file of vCards (2.1, 3.0 or 4.0). Rejects with a `SourceError` where it can't be read. */
export async function openVcardSource(_path: string, _options: VcardOptions): Promise<Source> {
  throw new SourceError('vCards can not be read yet');
}
