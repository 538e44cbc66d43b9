import type { Command } from 'commander';
import { describeSettings } from '../config.ts';
import { teach } from './help.ts';
import type { Host } from './host.ts';

/** Adds `serve`. */
export function addServeCommand(program: Command, host: Host): void {
  const command = program
    .command('serve')
    .description('Serve both APIs until SIGTERM or SIGINT; a second signal ends the program at once.')
    .action(async () => {
      // Loaded here, so that the other commands start without it.
      const { serve } = await import('../serve.ts');
      await serve(host);
    });
  teach(command, {
    examples: [
      'diglot serve',
      'PORT=9000 HOST=0.0.0.0 DATABASE_URL=postgres://diglot@db.example.com/diglot diglot serve',
    ],
    notes: [
      describeEnvironment(),
      'With the embedded Postgres and no account yet, a demo account is made: it is shown on a terminal,\nelse written to demo-account.txt in DATA_DIR.',
    ],
  });
}

function describeEnvironment(): string {
  const lines = describeSettings().flatMap(({ name, default: text, description, accepts }) => [
    `  ${name}${text === undefined ? '' : ` (${text})`}`,
    `      ${description}`,
    `      Accepts ${accepts}.`,
  ]);
  return ['Environment variables (and their defaults):', ...lines].join('\n');
}
