import { sql } from 'drizzle-orm';
import type { Database } from './client.ts';

/** What the server says of itself. */
export interface ServerFacts {
  /** Such as `18.4`. */
  readonly version: string;
  /** Whether what it has acknowledged outlives a crash of its machine: both must be on. */
  readonly fsync: string;
  readonly synchronousCommit: string;
}

/** Asks the server for its version and its durability. */
export async function describeServer(db: Database): Promise<ServerFacts> {
  const [facts] = await db.execute<{ version: string; fsync: string; synchronous_commit: string }>(
    sql`select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as synchronous_commit`,
  );
  const { version = '', fsync = '', synchronous_commit: synchronousCommit = '' } = facts ?? {};
  // Debian adds its own to it: `15.20 (Debian 15.20-1)`.
  return { version: version.split(' ')[0] ?? '', fsync, synchronousCommit };
}
