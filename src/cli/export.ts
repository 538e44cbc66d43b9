import { type Command, Option } from 'commander';
import type { Exported, ExportFormat } from '../migration/files/export.ts';
import { CommandError, EXIT } from './exit.ts';
import { NAME_HELP, teach } from './help.ts';
import { type Host, note } from './host.ts';
import { showText } from './output.ts';
import { getAccount, withStore } from './store.ts';

interface ExportOptions {
  readonly account: string;
  readonly format: ExportFormat;
  readonly output?: string;
}

const FORMATS: readonly ExportFormat[] = ['ndjson', 'csv', 'vcard'];

/** Adds `export`. */
export function addExportCommand(program: Command, host: Host): void {
  const command = program
    .command('export')
    .description('Write the address book of an account: all fields, both ids of everything, and the groups.')
    .requiredOption('--account <name>', `the account to export: ${NAME_HELP}`)
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).makeOptionMandatory())
    .option('--output <file>', 'the file to write, in place of standard output')
    .action((options: ExportOptions) => exportAccount(host, options));
  teach(command, {
    examples: [
      'diglot export --account jane --format ndjson > jane.ndjson',
      'diglot export --account jane --format csv --output jane.csv',
      'diglot export --account jane --format vcard | gzip > jane.vcf.gz',
    ],
    notes: [
      'It is the book as it was at one moment, whatever is changed meanwhile. `diglot import` reads each of the\nformats back with nothing lost, into this account or another.',
      'In CSV an apostrophe stands before what a spreadsheet would take for a formula; the import takes it away.\nA file of --output is for its owner alone, and takes its place when it is whole.',
    ],
  });
}

async function exportAccount(host: Host, { account: name, format, output }: ExportOptions): Promise<void> {
  const { exportBook, writeFileWhole, writeTo } = await import('../migration/files/export.ts');
  const exported = await withStore(host, async (open) => {
    const account = await getAccount(open, name);
    if (account.disabled) {
      throw new CommandError(
        EXIT.refused,
        'The account is disabled, so nothing of it can be read. Let it be used again with: diglot account enable NAME',
      );
    }
    const exportTo = (write: Parameters<typeof exportBook>[3]) =>
      open.rehearse(account.id, (book, caller) => exportBook(book, caller, format, write));
    return output === undefined
      ? exportTo(writeTo(host.stdout))
      : writeFile(output, () => writeFileWhole(output, exportTo));
  });
  note(host, describe(exported));
}

/** A fault of the file is told as one; all others as they are. */
async function writeFile(path: string, work: () => Promise<Exported>): Promise<Exported> {
  try {
    return await work();
  } catch (error) {
    const { syscall, code } = Object(error);
    if (syscall === undefined) throw error;
    throw new CommandError(EXIT.refused, `"${showText(path)}" can't be written: ${code}.`);
  }
}

function describe({ contacts, groups }: Exported): string {
  const counted = (count: number, thing: string) =>
    `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
  return `Exported ${counted(contacts, 'contact')} and ${counted(groups, 'group')}.`;
}
