import type { Command } from 'commander';
import { type JsonOption, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { printJson } from './output.ts';
import { withStore } from './store.ts';

/** Adds `migrate`. */
export function addMigrateCommand(program: Command, host: Host): void {
  const command = program
    .command('migrate')
    .description('Bring the schema of the store up to date and print how many migrations ran.')
    .action(async (options: JsonOption) => {
      const migrations = await withStore(host, async (_open, count) => count);
      if (options.json) printJson(host, { migrations });
      else host.stdout.write(`${migrations}\n`);
    });
  teach(withJson(command), {
    examples: ['diglot migrate', 'DATABASE_URL=postgres://diglot@db.example.com/diglot diglot migrate'],
    notes: [
      'Every other command migrates as well; this one is for a deployment that wants it done beforehand.\nIt is safe while gateways run, and in several processes at once.',
    ],
  });
}
