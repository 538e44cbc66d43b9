import type { ImportBatch } from '../../../domain/import.ts';
import { learn } from './known.ts';
import { type PlanOptions, planBatch, type Verdict } from './plan.ts';
import type { PreparedRecord } from './record.ts';

/** What became of a batch. */
export interface BatchOutcome {
  readonly verdicts: readonly Verdict[];
  /** How many memberships that were to be made had been made by a client before. */
  readonly met: number;
}

/** Learns what is known of the records, decides what becomes of them, and writes it. */
export async function importBatch(
  batch: ImportBatch,
  records: readonly PreparedRecord[],
  options: PlanOptions,
): Promise<BatchOutcome> {
  const known = await learn(batch, records, options);
  const { verdicts, needs, toChanges } = planBatch(known, records, options);
  const [group, contact] = [
    await batch.makeNumbers('group', needs.group),
    await batch.makeNumbers('contact', needs.contact),
  ];
  return { verdicts, met: await batch.write(toChanges({ group, contact })) };
}
