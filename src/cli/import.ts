import type { Command } from 'commander';
import type { Region } from '../../domain/phone.ts';
import { teach } from './help.ts';
import { type Host, note } from './host.ts';
import { type CommonOptions, withImportOptions } from './import-options.ts';
import { importFrom } from './import-work.ts';
import { showText } from './output.ts';
import { checkRegion } from './values.ts';
import { readVendorAccess, type VendorOptions } from './vendor-options.ts';

/** Adds `import` with a command for each source. */
export function addImportCommands(program: Command, host: Host): void {
  const command = program
    .command('import')
    .description('Bring an address book over from elsewhere, with the ids that its clients know.');
  addFilemail(command, host);
  addTxty(command, host);
  addCsv(command, host);
  addVcard(command, host);
  addNdjson(command, host);
  teach(command, { examples: EXAMPLES, notes: NOTES });
}

const EXAMPLES = [
  'diglot import filemail --url https://api.example.com --username jane --password-stdin --account jane < password.txt',
  'diglot import csv contacts.csv --account jane --dry-run',
];

const NOTES = [
  'An import adds and updates, and never deletes. It can be run again at any time, also after it was broken off:\nwhat the source says as before is left alone, whatever became of it here since.',
  'It ends early on SIGINT or SIGTERM, with a report of what was done; a second signal ends it at once.\nWith --max-errors it ends behind the batch (of 1,000 contacts at most) in which there were too many.',
];

type VendorImport = CommonOptions & VendorOptions;

function addFilemail(parent: Command, host: Host): void {
  const command = parent
    .command('filemail')
    .description('Import from a server of the Filemail API.')
    .requiredOption('--url <url>', "the server's address, such as https://api.example.com")
    .option('--username <name>', 'user name or e-mail address there')
    .option('--password-stdin', 'read the password there from standard input')
    .option('--logintoken-stdin', 'read a login token from standard input, in place of a password')
    .action((options: VendorImport) => importVendor(host, 'filemail', options));
  teach(withImportOptions(command), {
    examples: [
      'diglot import filemail --url https://api.example.com --username jane --password-stdin --account jane < password.txt',
      'diglot import filemail --url https://api.example.com --logintoken-stdin --account jane --dry-run < token.txt',
    ],
    notes: NOTES,
  });
}

function addTxty(parent: Command, host: Host): void {
  const command = parent
    .command('txty')
    .description('Import from a server of the Txty API.')
    .requiredOption('--url <url>', "the server's address, such as https://api.example.com")
    .requiredOption('--user <name>', 'user name there')
    .requiredOption('--key-stdin', 'read an API key from standard input')
    .action((options: VendorImport) => importVendor(host, 'txty', options));
  teach(withImportOptions(command), {
    examples: [
      'diglot import txty --url https://api.example.com --user jane --key-stdin --account jane < key.txt',
      '# and where both vendors know the same people:',
      'diglot import txty --url https://api.example.com --user jane --key-stdin --account jane --match email,msisdn < key.txt',
    ],
    notes: NOTES,
  });
}

async function importVendor(
  host: Host,
  dialect: 'filemail' | 'txty',
  { url, username, passwordStdin, logintokenStdin, user, keyStdin, ...options }: VendorImport,
): Promise<void> {
  const vendor = { url, username, passwordStdin, logintokenStdin, user, keyStdin } as VendorOptions;
  const access = await readVendorAccess(host, dialect, vendor);
  const { rate } = options;
  await importFrom(host, options, async () => {
    const { openVendorSource } = await import('../migration/vendor/source.ts');
    return openVendorSource(rate === undefined ? access : { ...access, ratePerSecond: rate });
  });
}

interface FileOptions extends CommonOptions {
  readonly region?: Region;
}

interface CsvImport extends FileOptions {
  readonly map: readonly string[];
}

const FILE_HELP = 'the file, or - for standard input';

/** The home region of a file's national phone numbers, and what its reader has to tell. */
function withRegion(command: Command): Command {
  return command.option(
    '--region <code>',
    "region of the file's national phone numbers, where it is not the account's",
    checkRegion,
  );
}

function addCsv(parent: Command, host: Host): void {
  const command = parent
    .command('csv')
    .description('Import a CSV file, with columns in any order, as spreadsheets and vendors write it.')
    .argument('<file>', FILE_HELP)
    .option('--map <header=field>', 'what a column is, where its head does not tell', collect, [])
    .action((file: string, { map, region, ...options }: CsvImport) =>
      importFrom(host, options, async (account) => {
        const { openCsvSource } = await import('../migration/files/csv-source.ts');
        return openCsvSource(file, { ...readingOf(host, region ?? account.region), map });
      }),
    );
  teach(withImportOptions(withRegion(command)), {
    examples: [
      'diglot import csv contacts.csv --account jane --dry-run',
      'diglot import csv contacts.csv --account jane --map "Mobil=phone" --map "Hold=groups" --rejects rejected.csv',
    ],
    notes: NOTES,
  });
}

function addVcard(parent: Command, host: Host): void {
  const command = parent
    .command('vcard')
    .description('Import a file of vCards (2.1, 3.0 or 4.0); their categories become groups.')
    .argument('<file>', FILE_HELP)
    .action((file: string, { region, ...options }: FileOptions) =>
      importFrom(host, options, async (account) => {
        const { openVcardSource } = await import('../migration/files/vcard-source.ts');
        return openVcardSource(file, readingOf(host, region ?? account.region));
      }),
    );
  teach(withImportOptions(withRegion(command)), {
    examples: ['diglot import vcard contacts.vcf --account jane --dry-run'],
    notes: NOTES,
  });
}

function addNdjson(parent: Command, host: Host): void {
  const command = parent
    .command('ndjson')
    .description('Import what `diglot export --format ndjson` has written.')
    .argument('<file>', FILE_HELP)
    .action((file: string, options: CommonOptions) =>
      importFrom(host, options, async () => {
        const { openNdjsonSource } = await import('../migration/files/ndjson-source.ts');
        return openNdjsonSource(file, { stdin: host.stdin });
      }),
    );
  teach(withImportOptions(command), {
    examples: ['diglot import ndjson book.ndjson --account jane'],
    notes: NOTES,
  });
}

function readingOf(host: Host, region: Region) {
  const told = new Set<string>();
  // A file that is read twice has the same to tell twice.
  const onNote = (message: string) => {
    if (!told.has(message)) note(host, showText(message));
    told.add(message);
  };
  return { stdin: host.stdin, region, onNote };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
