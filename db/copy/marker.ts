import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';

/** What a copy keeps at its target until it has ended. */
export const COPY_SCHEMA = 'diglot_copy';

/** True where a copy to this store has begun and not ended: it is half of one, and must not be used. */
export async function isCopyUnfinished(db: Database): Promise<boolean> {
  const [marker] = await db.execute<{ found: boolean }>(
    sql`select to_regnamespace(${COPY_SCHEMA}) is not null as found`,
  );
  return marker?.found === true;
}
