import type { OpenStore } from '../../db/connect.ts';
import type { Account } from '../../domain/account.ts';
import type { ImportReport } from '../migration/import/report.ts';
import type { Source } from '../migration/records.ts';
import { CommandError, EXIT, explainFailure } from './exit.ts';
import { type Host, note } from './host.ts';
import { type CommonOptions, toImportOptions } from './import-options.ts';
import { printImport, refuseBadEnd } from './import-print.ts';
import { type StopSignals, watchStopSignals } from './stop-signals.ts';
import { getAccount, withStore } from './store.ts';

/** Opens what is to be read for an account. */
export type OpenSource = (account: Account) => Promise<Source>;

/** Imports into the account of the options and prints the report. Throws a `CommandError` where it ended badly. */
export async function importFrom(host: Host, options: CommonOptions, openSource: OpenSource): Promise<void> {
  const stop = watchStopSignals(host);
  try {
    const report = await withStore(host, (open) => carryOut(host, open, options, openSource, stop));
    printImport(host, report, options.json === true);
    refuseBadEnd(report.end);
  } catch (error) {
    if (!stop.isAsked()) throw error;
    // Whatever the source was waiting for may take long, and nobody needs it any more.
    const { exitCode, message } = explainFailure(error);
    if (message !== undefined) note(host, message);
    host.exit(exitCode);
  } finally {
    stop.release();
  }
}

async function carryOut(
  host: Host,
  open: OpenStore,
  options: CommonOptions,
  openSource: OpenSource,
  stop: StopSignals,
): Promise<ImportReport> {
  const account = await getAccount(open, options.account);
  const rejects = await beginRejects(host, options.rejects);
  try {
    const source = await Promise.race([openSource(account), stop.asked]);
    if (typeof source === 'string')
      throw new CommandError(EXIT.stopped, 'Stopped before anything was imported.');
    return await importSource(host, open, account, source, options, {
      stopped: stop.asked,
      onRejects: rejects.add,
    });
  } finally {
    await rejects.close();
  }
}

interface Watch {
  readonly stopped: Promise<unknown>;
  readonly onRejects: Rejects['add'];
}

async function importSource(
  host: Host,
  open: OpenStore,
  { id: accountId }: Account,
  source: Source,
  options: CommonOptions,
  { stopped, onRejects }: Watch,
): Promise<ImportReport> {
  const [{ runImport }, { createImportProgress }] = await Promise.all([
    import('../migration/import/run.ts'),
    import('./import-progress.ts'),
  ]);
  const chosen = toImportOptions(options);
  const progress = createImportProgress(host, source);
  const scope = { accountId, source: source.name, dryRun: chosen.dryRun };
  try {
    return await open.withImport(scope, (book) =>
      runImport(book, source, chosen, {
        stopped,
        onBatch: async (verdicts, report) => {
          await onRejects(verdicts);
          progress.show(report);
        },
      }),
    );
  } finally {
    progress.stop();
    await source.close();
  }
}

type Rejects = Awaited<ReturnType<typeof beginRejects>>;

async function beginRejects(host: Host, path: string | undefined) {
  if (path === undefined) return { add: async () => {}, close: async () => {} };
  const { openRejects } = await import('../migration/import/rejects.ts');
  const file = await openRejects(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(EXIT.refused, `The file of --rejects can't be written: ${error.code}.`);
  });
  return {
    add: file.add,
    close: async () => {
      if (await file.close()) note(host, 'What was rejected is in the file of --rejects.');
    },
  };
}
