import { describe, expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { createQuickRunner } from '../support/run-program.ts';

const NOWHERE = 'postgres://jane:s3cret@127.0.0.1:1/diglot';

describe('copy is refused, and tells nothing of the URL, where', () => {
  test.each([
    ['the name is the URL itself', NOWHERE, {}],
    ['the name is that of a setting', 'DIGLOT_TARGET', {}],
    ['there is no such variable', 'TARGET_URL', {}],
    ['the variable holds no URL', 'TARGET_URL', { TARGET_URL: 's3cret' }],
    ['the URL is of another kind', 'TARGET_URL', { TARGET_URL: 'mysql://jane:s3cret@localhost/diglot' }],
  ])('%s', async (_what, name, variables) => {
    const run = createQuickRunner({ DATABASE_URL: NOWHERE, ...variables });
    const { exitCode, stdout, stderr } = await run(['copy', '--to-env', name]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^(--to-env takes the name|TARGET_URL: its value \(not shown)/);
    expect(stderr).not.toContain('s3cret');
  });
});

describe('copy ends with exit code 4, by the name of the variable, where', () => {
  test.each([
    [
      'nobody answers',
      NOWHERE,
      'The target does not answer. Check that Postgres runs and that TARGET_URL leads to it.\n',
    ],
    [
      'TLS is asked for in no known way',
      `${NOWHERE}?sslmode=s3cret`,
      'sslmode in TARGET_URL must be disable, prefer, require or verify-full.\n',
    ],
  ])('%s', async (_what, TARGET_URL, stderr) => {
    const { url, drop } = await createTestDatabase();
    const run = createQuickRunner({ DATABASE_URL: url, TARGET_URL });
    expect(await run(['copy', '--to-env', 'TARGET_URL'])).toEqual({ exitCode: 4, stdout: '', stderr });
    await drop();
  });
});
