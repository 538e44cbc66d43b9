import type { Command } from 'commander';
import { type OpenStore, openStore } from '../../db/connect.ts';
import { createPasswords } from '../../domain/password.ts';
import { type Config, describeSettings, readConfig } from '../config.ts';
import { offerDemoAccount } from '../demo-account.ts';
import { formatLocalOrigin, formatOrigin } from '../listen-address.ts';
import { createLogger, type Logger } from '../logging.ts';
import { startPurging } from '../purge.ts';
import { VERSION } from '../version.ts';
import { teach } from './help.ts';
import type { Host } from './host.ts';
import { type StopSignals, watchStopSignals } from './stop-signals.ts';

/** Adds `serve`. */
export function addServeCommand(program: Command, host: Host): void {
  const command = program
    .command('serve')
    .description('Serve both APIs until SIGTERM or SIGINT; a second signal ends the program at once.')
    .action(() => serve(host));
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

async function serve(host: Host): Promise<void> {
  const config = readConfig(host.env);
  const log = createLogger(config.logLevel);
  const stop = watchStopSignals(host);
  try {
    const open = await openStore({
      ...config,
      onEvent: ({ level, message, detail }) => log[level](detail ?? {}, message),
    });
    try {
      const migrations = await open.migrate();
      if (migrations > 0) log.info({ migrations }, 'migrated the store');
      if (!stop.isAsked()) await runGateway(host, config, log, open, stop);
    } finally {
      await open.close();
    }
  } finally {
    stop.release();
  }
}

async function runGateway(
  host: Host,
  config: Config,
  log: Logger,
  open: OpenStore,
  stop: StopSignals,
): Promise<void> {
  // Loaded here, so that the other commands start without the whole of the HTTP side.
  const { startGateway } = await import('../gateway.ts');
  const { version: postgres, fsync, synchronousCommit } = await open.describeServer();
  const store = { store: open.kind, postgres, fsync, synchronousCommit };
  const gateway = await startGateway({ config, log, open });
  const purging = startPurging(open.directory, log);
  try {
    const address = formatOrigin(config.host, gateway.port);
    const opsAddress =
      gateway.opsPort === undefined ? undefined : formatOrigin(config.opsHost, gateway.opsPort);
    log.info({ address, opsAddress, version: VERSION, ...store }, 'listening');
    await makeDemoAccount(host, config, log, open, gateway.port);
    const signal = await stop.asked;
    // Ctrl-C is a person's, who would wait for nothing.
    const drainSeconds = signal === 'SIGTERM' ? config.drainSeconds : 0;
    log.info({ signal, drainSeconds }, 'stopping');
    await gateway.drain(drainSeconds);
  } finally {
    await gateway.close();
    await purging.stop();
  }
}

/** The gateway is up by now, and stays up where the demo account can't be made. */
async function makeDemoAccount(
  host: Host,
  config: Config,
  log: Logger,
  open: OpenStore,
  port: number,
): Promise<void> {
  try {
    const origin = formatLocalOrigin(config.host, port);
    const { dataDir } = config;
    const path = await offerDemoAccount({
      open,
      passwords: createPasswords(),
      origin,
      dataDir,
      output: host.stdout,
    });
    if (path !== undefined) log.info({ path }, 'made a demo account');
  } catch (err) {
    log.warn({ err }, 'the demo account could not be made');
  }
}
