// A process that uses the embedded Postgres, for the tests of start and stop.
// hold <dataDir>: opens, prints one line of JSON, closes at the end of its input.
// storm <dataDir> <rounds>: opens, asks the server something and closes, over and over at random times.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedPostgres, openEmbedded } from '../../db/embedded.ts';

const [mode = '', dataDir = '', rounds = '0'] = process.argv.slice(2);

async function hold(): Promise<void> {
  const embedded = await openEmbedded({ dataDir });
  process.stdout.write(`${JSON.stringify({ connection: embedded.connection, version: embedded.version })}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await embedded.close();
}

async function storm(): Promise<void> {
  for (let round = 0; round < Number(rounds); round += 1) {
    await sleep(Math.random() * 60);
    const embedded = await openEmbedded({ dataDir });
    await ask(embedded);
    await sleep(Math.random() * 40);
    await embedded.close();
  }
}

async function ask(embedded: EmbeddedPostgres): Promise<void> {
  const { host, port, user, password, database } = embedded.connection;
  const sql = postgres({ host, port, user, password, database, max: 1, fetch_types: false });
  try {
    await sql`select 1`;
  } finally {
    await sql.end();
  }
}

await (mode === 'storm' ? storm() : hold());
