import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';
import { runAndKill } from '../support/chaos-kill.ts';
import { cleanUp, makeFolder } from '../support/embedded-site.ts';
import { createRunner } from '../support/run-program.ts';
import { plainBook } from '../support/vendor-book.ts';
import { writeCsv } from '../support/vendor-csv.ts';
import { importBook } from '../support/vendor-import.ts';
import { readImported } from '../support/vendor-state.ts';
import { anyFrom, createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';

const CONTACTS = 2000;

afterEach(cleanUp);

test(
  'an import into the embedded store that is killed goes on, and ends as if nothing had happened',
  async () => {
    const folder = await makeFolder();
    const dataDir = join(folder, 'data');
    const env = { DATA_DIR: dataDir };
    const run = createRunner(env);
    const file = join(folder, 'contacts.csv');
    await writeFile(file, writeCsv(plainBook(CONTACTS)));
    const reading = { args: ['csv', file], input: '' };
    const ids: number[] = [];
    for (const name of ['unbroken', 'killed']) {
      const added = await run(['account', 'add', name, '--email', `${name}@example.com`, '--json']);
      ids.push(JSON.parse(added.stdout).id);
    }
    const [unbroken = 0, killed = 0] = ids;
    const figures = createFigures('import killed, embedded');
    const began = performance.now();
    await importBook(run, reading, 'unbroken');
    const tookMs = figures.noteMs('unbroken run', performance.now() - began);
    let kills = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const args = ['import', ...reading.args, '--account', 'killed'];
      const moment = { afterMs: anyFrom(0, Math.round(tookMs)) };
      const { wasKilled, exitCode, stderr } = await runAndKill(env, args, '', moment);
      if (!wasKilled) expect(exitCode, stderr).toBe(0);
      kills += Number(wasKilled);
    }
    const { contacts } = await importBook(run, reading, 'killed');
    expect(contacts.created + contacts.unchanged).toBe(CONTACTS);
    const embedded = await openEmbedded({ dataDir });
    try {
      const { host, port, user, password, database } = embedded.connection;
      const url = new URL(`postgres://localhost:${port}/${database}`);
      Object.assign(url, { username: user, password });
      url.searchParams.set('host', host);
      expect(await readImported(url.href, killed, 'none')).toEqual(
        await readImported(url.href, unbroken, 'none'),
      );
    } finally {
      await embedded.close();
    }
    figures.tell({ rounds: ROUNDS, kills });
  },
  timeoutFor(30),
);
