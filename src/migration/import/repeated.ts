import type { Source } from '../records.ts';
import { type MatchField, matchValue } from './match.ts';

/** What more than one record of a source says, so that it tells nobody from the others. */
export interface Repeated {
  /** Whether several contacts have this e-mail address or number. */
  isValueRepeated(field: MatchField, value: string): boolean;
  /** Whether several groups have this name. */
  isNameRepeated(name: string): boolean;
}

/** Reads a source through for what it repeats. Rejects as the source does. */
export async function findRepeated(source: Source, fields: readonly MatchField[]): Promise<Repeated> {
  const values = new Map(fields.map((field) => [field, createRepeats()]));
  const names = createRepeats();
  for await (const record of source.read()) {
    if (record.kind === 'group') names.add(record.name);
    else {
      for (const [field, repeats] of values) {
        const value = matchValue(record.fields, field);
        if (value !== undefined) repeats.add(value);
      }
    }
  }
  return {
    isValueRepeated: (field, value) => values.get(field)?.has(value) === true,
    isNameRepeated: names.has,
  };
}

function createRepeats() {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  return {
    add: (value: string) => {
      if (seen.has(value)) repeated.add(value);
      else seen.add(value);
    },
    has: (value: string) => repeated.has(value),
  };
}
