import type { Outcome } from './run-program.ts';
import type { VendorReading } from './vendor-gateway.ts';

/** What became of the entries of one kind. */
export interface KindCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** The part of an import's report that every import has. */
export interface ImportReport {
  readonly contacts: KindCounts;
  readonly groups: KindCounts;
  readonly memberships: KindCounts;
}

type Run = (args: readonly string[], input?: string) => Promise<Outcome>;

/** Imports into an account of that name; resolves to its report, and throws where it has none or ended badly. */
export async function importBook(
  run: Run,
  { args, input }: VendorReading,
  account: string,
  options: readonly string[] = [],
): Promise<ImportReport> {
  const { exitCode, stdout, stderr } = await run(
    ['import', ...args, '--account', account, ...options, '--json'],
    input,
  );
  if (exitCode !== 0) throw new Error(`the import ended with ${exitCode}: ${stderr}${stdout}`);
  return checkReport(JSON.parse(stdout));
}

/** Returns the report. Throws where its counts do not add up. */
export function checkReport(report: ImportReport): ImportReport {
  for (const kind of ['contacts', 'groups', 'memberships'] as const) {
    const { read, created, updated, unchanged, rejected } = report[kind];
    if (read !== created + updated + unchanged + rejected)
      throw new Error(`the ${kind} do not add up: ${JSON.stringify(report)}`);
  }
  return report;
}
