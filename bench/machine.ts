import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type postgres from 'postgres';

const GIGABYTE = 1e9;

/** What the figures were measured on, as a list in Markdown. */
export async function describeMachine(sql: postgres.Sql, tool: string): Promise<string> {
  const [cpu] = cpus();
  const settings = await sql`
    select name, current_setting(name) as value from pg_settings
    where name in ('server_version', 'fsync', 'synchronous_commit', 'shared_buffers')`;
  const setting = (name: string) => settings.find((one) => one.name === name)?.value;
  return [
    `* ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / GIGABYTE)} GB of memory, Linux ${release()}`,
    `* Node ${process.versions.node}, driven by ${tool}`,
    `* Postgres ${setting('server_version')} with fsync ${setting('fsync')}, synchronous_commit ` +
      `${setting('synchronous_commit')}, shared_buffers ${setting('shared_buffers')}`,
  ].join('\n');
}

/** The commit that is measured, with a mark where the files differ from it; undefined outside of a checkout. */
export async function findCommit(): Promise<string | undefined> {
  const described = promisify(execFile)('git', ['describe', '--always', '--dirty', '--exclude=*']);
  return described.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
