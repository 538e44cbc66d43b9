import { afterAll, expect, test } from 'vitest';
import { createTarget, readStore } from '../store/copy-site.ts';
import { provideDataDirs } from '../support/data-dirs.ts';
import { endFile } from '../support/end-of-file.ts';
import { createRunner } from '../support/run-program.ts';

const dataDirs = provideDataDirs();
afterAll(endFile);

test('the store of the embedded Postgres moves to a server, which knows its accounts and keys from then on', async () => {
  const [DATA_DIR, url] = [await dataDirs.copyUsed(), await createTarget()];
  const inside = createRunner({ DATA_DIR, TARGET_URL: url });
  const outside = createRunner({ DATABASE_URL: url });
  await inside(
    ['account', 'add', 'jane', '--email', 'jane@example.com', '--password-stdin'],
    'correct horse',
  );
  await inside(['key', 'add', 'jane', '--key-stdin'], 'a-key-of-Jane');
  const account = await inside(['account', 'show', 'jane', '--json']);
  const keys = await inside(['key', 'list', 'jane', '--json']);
  const { exitCode, stdout } = await inside(['copy', '--to-env', 'TARGET_URL', '--json']);
  expect(exitCode).toBe(0);
  const brought = JSON.parse(stdout).filter(({ rows }: { rows: number }) => rows > 0);
  expect(brought).toMatchObject([
    { table: 'account', rows: 1, copied: 1 },
    { table: 'credential', rows: 1, copied: 1 },
    { table: 'login_name', rows: 2, copied: 2 },
  ]);
  expect(await outside(['account', 'show', 'jane', '--json'])).toEqual(account);
  expect(await outside(['key', 'list', 'jane', '--json'])).toEqual(keys);
  const { sequences } = await readStore(url);
  expect(sequences).toContain('account_id_seq 1');
});
