import type { RecordFault } from '../records.ts';

/** Told of a value that can't be taken. */
export type OnFault = (field: string, reason: string, value: string) => undefined;

/** Collects the faults of a record. */
export function createFaults(): { readonly faults: RecordFault[]; readonly onFault: OnFault } {
  const faults: RecordFault[] = [];
  return {
    faults,
    onFault: (field, reason, value) => {
      faults.push({ field, reason, value });
      return undefined;
    },
  };
}
