import { Readable } from 'node:stream';
import type { Region } from '../../domain/phone.ts';
import type { Source, SourceRecord } from '../../src/migration/records.ts';

/** What came of a file that was read to its end. */
export interface SourceReading {
  readonly records: readonly SourceRecord[];
  readonly notes: readonly string[];
  readonly notShown: Source['notShown'];
}

interface Options {
  readonly stdin: Readable;
  readonly map: readonly string[];
  readonly region: Region;
  readonly onNote: (message: string) => void;
}

type OpenSource = (path: string, options: Options) => Promise<Source>;

/** Reads a text or bytes as if they were on standard input. */
export function readInput(open: OpenSource, input: string | Buffer, map: readonly string[] = []) {
  return readSource(open, '-', Buffer.from(input), map);
}

/** Reads a file. */
export function readFile(open: OpenSource, path: string): Promise<SourceReading> {
  return readSource(open, path, Buffer.alloc(0), []);
}

async function readSource(
  open: OpenSource,
  path: string,
  input: Buffer,
  map: readonly string[],
): Promise<SourceReading> {
  const notes: string[] = [];
  const onNote = (message: string) => notes.push(message);
  const source = await open(path, { stdin: Readable.from([input]), map, region: 'DK', onNote });
  try {
    const records: SourceRecord[] = [];
    for await (const record of source.read()) records.push(record);
    return { records, notes, notShown: source.notShown };
  } finally {
    await source.close();
  }
}

/** The fields, groups and faults of the contacts, in one object each; what is `null` is left out. */
export function contactsOf({ records }: SourceReading): readonly Readonly<Record<string, unknown>>[] {
  return records.flatMap((record) => {
    if (record.kind === 'group') return [];
    const said = Object.entries(record.fields).filter(([, value]) => value !== null);
    return [
      {
        ...Object.fromEntries(said),
        ...(record.groups?.length ? { groups: record.groups } : {}),
        ...(record.faults.length > 0 ? { faults: record.faults } : {}),
      },
    ];
  });
}

/** Keys and names of the groups. */
export function groupsOf({ records }: SourceReading): readonly (readonly [string, string])[] {
  return records.flatMap((record) =>
    record.kind === 'group' ? [[record.identity.key, record.name] as const] : [],
  );
}
