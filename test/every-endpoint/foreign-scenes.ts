import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { createSecret } from '../../domain/credential.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import type { TestGateway } from '../support/gateway.ts';
import { addScene, type Scene } from '../support/sample-call.ts';

/** Makes accounts whose ids tell what they are the ids of. */
export interface ForeignScenes {
  /** A scene in which no number is that of two things, and whose contact was brought over with another text id. */
  add(): Promise<Scene>;
  /** A scene whose contact and group have the very ids of another's: those that are brought over may meet. */
  addTwin(of: Scene): Promise<Scene>;
  /** Fills the books of both with as many contacts and groups of the very same ids, each contact in a group. */
  fillTwins(scenes: readonly Scene[], count: number): Promise<void>;
  /** Takes the account's contact out of its group. */
  endMembership(scene: Scene): Promise<void>;
  /** Writes this mark into every text of an account's book. */
  mark(scene: Scene, mark: string): Promise<void>;
}

/** Opens a connection past the program, which would not do any of this. */
export async function openForeignScenes(gateway: TestGateway): Promise<ForeignScenes> {
  const options = { connections: 1, statementTimeoutSeconds: 10 };
  const sql = createClient(parseDatabaseUrl(gateway.databaseUrl), options);
  atEndOfFile(() => sql.end());
  await sql`select setval('contact_numbers', 1000000), setval('group_numbers', 2000000)`;
  const endMembership = async ({ accountId }: Pick<Scene, 'accountId'>) => {
    await sql`delete from membership where account_id = ${accountId}`;
  };
  const add = async (): Promise<Scene> => {
    const scene = await addScene(gateway);
    const textId = createSecret();
    await sql`update contact set text_id = ${textId} where account_id = ${scene.accountId}`;
    return { ...scene, contact: { ...scene.contact, textId } };
  };
  return {
    add,
    addTwin: async (of) => {
      const { accountId, ...scene } = await addScene(gateway);
      const { contact, group } = of;
      await endMembership({ accountId });
      await sql`
        update contact set id = ${contact.id}, text_id = ${contact.textId} where account_id = ${accountId}`;
      await sql`
        update contact_group set id = ${group.id}, text_id = ${group.textId} where account_id = ${accountId}`;
      await sql`insert into membership values (${accountId}, ${contact.id}, ${group.id})`;
      return { ...scene, accountId, contact, group };
    },
    fillTwins: async (scenes, count) => {
      for (const { accountId } of scenes) {
        const numbers = sql`generate_series(3000001, ${3_000_000 + count}) n`;
        await sql`
          insert into contact (account_id, id, text_id, name) select ${accountId}, n, n::text, 'Own' from ${numbers}`;
        await sql`
          insert into contact_group (account_id, id, text_id, name)
          select ${accountId}, n, md5(n::text), 'Own' from ${numbers}`;
        await sql`insert into membership select ${accountId}, n, n from ${numbers}`;
      }
    },
    endMembership,
    mark: async ({ accountId }, mark) => {
      const email = `${mark}@example.com`;
      await sql`
        update contact set name = ${mark}, email = ${email}, street = ${mark}, msisdn = null, dialcode = null,
          phone_text = ${mark} where account_id = ${accountId}`;
      await sql`update contact_group set name = ${mark} where account_id = ${accountId}`;
    },
  };
}
