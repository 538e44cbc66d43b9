import { BIG_TARGETS, type BigCase, SHAPES } from './big-case.ts';
import type { Connection } from './connection.ts';
import { judgeEnvelope } from './judge-raw.ts';
import type { Account } from './oracle.ts';
import { callPlainly, valueAt } from './plain-call.ts';
import { messageOf } from './shown.ts';
import { exchange } from './socket-exchange.ts';
import type { Tally } from './tally.ts';

const PATIENCE = { quietMs: 15_000, deadlineMs: 20_000 };

/** Longer than this nobody may hold up all the others; a busy machine is allowed for. */
const LONGEST_MS = 6_000;

/** Sends large requests, each on a connection of its own. */
export function createBigLane(port: number, account: Account, connection: Connection, tally: Tally) {
  const identity = { user: account.userName, key: account.key };
  let slowest = { ms: 0, shape: '' };

  /** Whatever was stored must be no longer than what may be stored, and goes. */
  const empty = async () => {
    const list = await callPlainly(connection, '/view/contacts/api.json', identity);
    for (const contact of Object(valueAt(list, 'contacts'))) {
      const { fullname, controlcontact } = contact;
      if ([...String(fullname)].length > 255) throw new Error('a name was stored that is too long');
      await callPlainly(connection, '/contact/delete/api.json', {
        ...identity,
        contact: String(controlcontact),
      });
    }
    const groups = await callPlainly(connection, '/view/groups/api.json', identity);
    for (const { controlgroup } of Object(valueAt(groups, 'groups')))
      await callPlainly(connection, '/group/delete/api.json', { ...identity, group: String(controlgroup) });
  };

  const run = async (big: BigCase) => {
    const { type, bytes } = SHAPES[big.shape]?.(big.thousands * 1000) ?? { type: '', bytes: Buffer.alloc(0) };
    const credential = new URLSearchParams({ ...identity, logintoken: account.token });
    const framing = big.chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`;
    const lines = [
      `POST ${big.target}?${credential} HTTP/1.1`,
      'Host: example.com',
      `Content-Type: ${type}`,
      framing,
    ];
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    const writes = big.chunked ? [head, size, bytes, Buffer.from('\r\n0\r\n\r\n')] : [head, bytes];
    try {
      const { answers, ms } = await exchange(port, { ...PATIENCE, writes, end: 'finish', enough: 1 });
      if (ms > slowest.ms) slowest = { ms, shape: `${big.shape} ${big.thousands}` };
      if (ms > LONGEST_MS) throw new Error(`the answer took ${Math.round(ms)} ms`);
      if (answers.length > 1) throw new Error(`${answers.length} answers came to one request`);
      const [answer] = answers;
      // A body that is refused half-way may cut the connection before its answer is read.
      if (answer === undefined && bytes.length <= 1_048_576)
        throw new Error('the connection was closed without an answer');
      if (answer === undefined) tally.note('big closed', 0, []);
      else tally.note(`big ${judgeEnvelope(answer, BIG_TARGETS[big.target] ?? 'any')}`, answer.status, []);
      if (answer !== undefined && bytes.length > 1_048_576 !== (answer.status === 413))
        throw new Error(`a body of ${bytes.length} bytes was answered ${answer.status}`);
      await empty();
    } catch (error) {
      throw new Error(
        `${messageOf(error)}\n--- sent ---\n${lines.join('\n')}\n\n${bytes.toString('latin1', 0, 200)}… (${bytes.length} bytes)`,
      );
    }
  };

  return { run, slowest: () => slowest };
}
