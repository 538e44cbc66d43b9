import type { Command } from 'commander';
import * as v from 'valibot';
import type { CopiedTable } from '../../db/copy/copy.ts';
import { postgresUrl } from '../config-values.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, teach, withJson } from './help.ts';
import { type Host, note } from './host.ts';
import { type Heads, printRows } from './output.ts';
import { withStore } from './store.ts';

const HEADS: Heads<ReturnType<typeof presentTable>> = {
  table: 'TABLE',
  rows: 'ROWS',
  copied: 'COPIED',
  checksum: 'CHECKSUM',
};

interface CopyOptions extends JsonOption {
  readonly toEnv: string;
}

/** Adds `copy`. */
export function addCopyCommand(program: Command, host: Host): void {
  const command = program
    .command('copy')
    .description('Copy the whole store to another Postgres database, and print its tables.')
    .requiredOption('--to-env <name>', 'environment variable that holds the URL of the target')
    .action(async (options: CopyOptions) => {
      const url = readTargetUrl(host, options.toEnv);
      const began = performance.now();
      // Loaded here, so that the other commands start without it.
      const { showCopyProgress } = await import('./copy-progress.ts');
      const progress = showCopyProgress(host);
      const target = { url, urlName: options.toEnv };
      const tables = await withStore(host, ({ copyTo }) => copyTo(target, progress.show)).finally(
        progress.stop,
      );
      printRows(host, options.json === true, tables.map(presentTable), HEADS);
      note(host, `Both stores hold the same, after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    });
  teach(withJson(command), {
    examples: [
      'TARGET_URL=postgres://diglot:PASSWORD@db.example.com/diglot diglot copy --to-env TARGET_URL',
      '# and from one server to another, of which both URLs are in the environment already:',
      'diglot copy --to-env TARGET_URL --json',
    ],
    notes: [
      'All ids, passwords, keys, tokens and counters come along. The target is an empty database of a server, Postgres\n15 to 18; one that holds an address book is refused. The URL is never an argument, since other users of the\nmachine can read those; its variable may have any name that does not begin with DIGLOT_.',
      'Stop the gateways of the source first: what they write while it is copied is found at the end, and refused.\nA copy that was broken off or refused is gone on with by the same command, which copies what differs.\nUntil it has ended the target serves nobody.',
      'CHECKSUM is made of every value of every row; COPIED is how many rows this run brought.',
    ],
  });
}

function readTargetUrl(host: Host, name: string): string {
  // What is no name may be the URL itself, so it is not repeated.
  if (!/^[A-Za-z_]\w*$/.test(name) || name.startsWith('DIGLOT_')) {
    throw new CommandError(
      EXIT.usage,
      '--to-env takes the name of an environment variable, which may not begin with DIGLOT_: letters, digits and _.',
    );
  }
  const { accepts, schema } = postgresUrl();
  const read = v.safeParse(schema, host.env[name]?.trim() ?? '');
  if (read.success) return read.output;
  throw new CommandError(
    EXIT.usage,
    `${name}: its value (not shown, being a secret) can't be used; write ${accepts}`,
  );
}

function presentTable({ table, rows, copied, checksum }: CopiedTable) {
  return { table, rows, copied, checksum };
}
