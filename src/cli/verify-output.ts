import type { Difference, Verification, VerifiedKind } from '../migration/verify/tally.ts';
import { type Host, note } from './host.ts';
import { type Cell, printJson, printRows } from './output.ts';

const PLURALS: Readonly<Record<VerifiedKind, string>> = {
  contact: 'contacts',
  group: 'groups',
  membership: 'memberships',
};

const LONGEST_VALUE = 60;

/** Prints what came of a comparison: counts always, and the differences that were kept. */
export function printVerification(
  host: Host,
  json: boolean,
  verified: Verification,
  sides: readonly [string, string],
): void {
  if (json) printJson(host, presentVerification(verified, sides));
  else printTables(host, verified, sides);
}

function presentVerification(
  { isEqual, counts, differences, differenceCount }: Verification,
  [first, second]: readonly [string, string],
) {
  const presented = Object.entries(counts).map(([kind, [one, other, different]]) => [
    PLURALS[kind as VerifiedKind],
    { [first]: one, [second]: other, differences: different },
  ]);
  return {
    equal: isEqual,
    ...Object.fromEntries(presented),
    differenceCount,
    differences: differences.map(({ kind, id, group = null, field = null, values }) => ({
      kind,
      id,
      group,
      field,
      [first]: values[0],
      [second]: values[1],
    })),
  };
}

function printTables(
  host: Host,
  { counts, differences, differenceCount }: Verification,
  [first, second]: readonly [string, string],
): void {
  const totals = Object.entries(counts).map(([kind, [one, other, different]]) => ({
    what: PLURALS[kind as VerifiedKind],
    one,
    other,
    different,
  }));
  printRows(host, false, totals, {
    what: 'Compared',
    one: capital(first),
    other: capital(second),
    different: 'Differences',
  });
  if (differences.length > 0) {
    host.stdout.write('\n');
    printRows(host, false, differences.map(presentDifference), {
      kind: 'Kind',
      id: 'ID',
      group: 'Group',
      field: 'Field',
      one: capital(first),
      other: capital(second),
    });
  }
  const left = differenceCount - differences.length;
  if (left > 0) note(host, `… and ${left} more. Print more of them with --limit.`);
}

function presentDifference({ kind, id, group, field, values }: Difference) {
  // What one side has nothing of at all is shown by the other one's name of it.
  const [one, other] = values.map((value) => shorten(value, field === undefined ? 'missing' : null));
  return { kind, id, group: group ?? null, field: field ?? null, one: one ?? null, other: other ?? null };
}

function shorten(value: string | null, nothing: string | null): Cell {
  if (value === null) return nothing;
  const characters = [...value];
  const shown = characters.slice(0, LONGEST_VALUE).join('');
  return `"${shown}${characters.length > LONGEST_VALUE ? '…' : ''}"`;
}

function capital(side: string): string {
  return side.charAt(0).toUpperCase() + side.slice(1);
}
