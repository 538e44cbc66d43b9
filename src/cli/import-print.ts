import type { Counts, ImportEnd, ImportReport } from '../migration/import/report.ts';
import { CommandError, EXIT } from './exit.ts';
import { type Host, note } from './host.ts';
import { printJson, printRows, showText } from './output.ts';

const HEADS = {
  what: 'WHAT',
  read: 'READ',
  created: 'CREATED',
  updated: 'UPDATED',
  unchanged: 'UNCHANGED',
  rejected: 'REJECTED',
} as const;

const LISTED = 20;

/** Prints what came of an import: its counts as data, the rest to the person. */
export function printImport(host: Host, report: ImportReport, json: boolean): void {
  if (json) {
    printJson(host, report);
    return;
  }
  const kinds = ['contacts', 'groups', 'memberships'] as const;
  printRows(
    host,
    false,
    kinds.map((what) => toRow(what, report[what])),
    HEADS,
  );
  for (const line of linesOf(report)) note(host, line);
}

function toRow(what: string, { read, created, updated, unchanged, rejected }: Counts) {
  return { what, read, created, updated, unchanged, rejected };
}

function linesOf(report: ImportReport): readonly string[] {
  const { deletedHere, revived, matched, ambiguous, notShown, rejections, differing } = report;
  const both = ({ contacts, groups }: ImportReport['revived'], verb: string) =>
    contacts + groups === 0
      ? []
      : [`${counted(contacts, 'contact')} and ${counted(groups, 'group')} ${verb}`];
  return [
    ...(report.dryRun ? ['Nothing was written: this was a rehearsal.'] : []),
    ...both(deletedHere, 'were deleted here and stay so; --revive brings them back.'),
    ...both(revived, 'had been deleted here and are back.'),
    ...(matched === 0 ? [] : [`Matched with somebody who was here already: ${counted(matched, 'contact')}.`]),
    ...(ambiguous === 0
      ? []
      : [`Might be somebody who is here, and rejected for it: ${counted(ambiguous, 'contact')}.`]),
    ...list(
      'Differ from who is here, and left that as it is:',
      differing.map(({ place, fields }) => `${place}: ${fields.join(', ')}`),
    ),
    ...list('Rejected:', rejections.map(rejectionLine)),
    ...(notShown.length === 0
      ? []
      : [`Never shown by this source, so left as they are: ${notShown.join(', ')}.`]),
    `${counted(report.contacts.read, 'contact')} in ${report.seconds} s, ${report.contactsPerSecond} a second.`,
  ];
}

function rejectionLine({
  kind,
  place,
  field,
  reason,
  candidates,
}: ImportReport['rejections'][number]): string {
  const whom = candidates === undefined ? '' : ` (${candidates.join(', ')})`;
  return `${kind} at ${place}: ${field} ${reason}${whom}`;
}

function list(head: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more =
    lines.length > LISTED ? [`  … and ${lines.length - LISTED} more: see --json or --rejects`] : [];
  return [head, ...lines.slice(0, LISTED).map((line) => `  ${showText(line)}`), ...more];
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

/** Throws a `CommandError` for every end but a good one. */
export function refuseBadEnd(end: ImportEnd): void {
  switch (end.is) {
    case 'done':
      return;
    case 'too-many-rejected':
      throw new CommandError(
        EXIT.refused,
        'Too much was rejected (--max-errors), so the import has ended. It can be run again.',
      );
    case 'store-unavailable':
      throw new CommandError(
        EXIT.unreachable,
        'The store has gone away. What was done is done: run the import again.',
      );
    case 'source-failed':
      throw new CommandError(EXIT.unreachable, `${end.reason} What was done is done: run the import again.`);
    case 'stopped':
      throw new CommandError(EXIT.stopped, 'Stopped. What was done is done: run the import again.');
  }
}
