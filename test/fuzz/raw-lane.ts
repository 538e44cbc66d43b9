import type { Connection } from './connection.ts';
import { endsWithItsBody, frame } from './framings.ts';
import { judgeEnvelope, type Owner, PACKETS_HIDE_THE_PATH } from './judge-raw.ts';
import type { Account } from './oracle.ts';
import { callPlainly, valueAt } from './plain-call.ts';
import { CONTENTS, type RawCase, type RawRequest, TARGETS } from './raw-case.ts';
import { messageOf, shownBytes } from './shown.ts';
import { exchange } from './socket-exchange.ts';
import type { Tally } from './tally.ts';

/** One account whose requests come as bytes. */
export interface RawLane {
  /** Sends a case on a connection of its own and judges what comes. Rejects with what is wrong. */
  run(raw: RawCase): Promise<void>;
}

/** What the other account's answers hold and no one else's. */
export const NEIGHBOURS_NAME = 'Neighbour 3c6e0b8a9c15224a';

const PATIENCE = { quietMs: 60, deadlineMs: 12_000 };

interface Rendered {
  readonly bytes: Buffer;
  readonly mostAnswers: number;
  /** True where everything was sent as it was meant. */
  readonly isWhole: boolean;
  /** True where no reading of it asks for another account's book. */
  readonly isOwn: boolean;
  /** True for a single request whose body did not come to its end. */
  readonly isHalf: boolean;
}

export function createRawLane(
  port: number,
  account: Account,
  otherToken: string,
  connection: Connection,
  tally: Tally,
): RawLane {
  let cases = 0;
  let name = '';
  const fill = (text: string) =>
    text
      .replaceAll('RAWNAME', name)
      .replaceAll('TOKEN', account.token)
      .replaceAll('OTHER', otherToken)
      .replaceAll('KEY', account.key)
      .replaceAll('USER', account.userName);

  const identity = () => ({ user: account.userName, key: account.key });
  /** Deletes all contacts, and tells how many of them this case has made. */
  const empty = async (): Promise<number> => {
    const list = await callPlainly(connection, '/view/contacts/api.json', identity());
    const contacts: readonly unknown[] = Object(valueAt(list, 'contacts'));
    for (const contact of contacts) {
      const id = String(valueAt(contact, 'controlcontact'));
      await callPlainly(connection, '/contact/delete/api.json', { ...identity(), contact: id });
    }
    return contacts.filter((contact) => String(valueAt(contact, 'fullname')).startsWith(name)).length;
  };

  return {
    run: async (raw) => {
      cases += 1;
      name = `Raw ${cases}.`;
      const { bytes, mostAnswers, isWhole, isOwn, isHalf } = render(raw, fill);
      const isHead = (position: number) =>
        raw.requests[position]?.method === 'HEAD' && raw.edits.length === 0;
      const size = Math.ceil(bytes.length / raw.writes);
      const writes = Array.from({ length: raw.writes }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      let received = Buffer.alloc(0);
      const enough = isWhole ? raw.requests.length : mostAnswers;
      try {
        const { answers, rest, gaveUp } = await exchange(port, {
          ...PATIENCE,
          writes,
          end: raw.end,
          enough,
          isHead,
        });
        received = Buffer.concat([...answers.map(({ body }) => body), rest]);
        if (isOwn && received.includes(NEIGHBOURS_NAME))
          throw new Error('an answer belongs to another account');
        if (answers.length > mostAnswers)
          throw new Error(`${answers.length} answers came to ${mostAnswers} requests`);
        if (rest.length > 0 && raw.end === 'finish' && !gaveUp) throw new Error('the last answer is cut');
        let stored = 0;
        for (const [index, answer] of answers.entries()) {
          if (index > 0 && answers[index - 1]?.headers.get('connection')?.[0] === 'close')
            throw new Error('an answer came behind the last');
          const outcome = judgeEnvelope(
            answer,
            isWhole && isSure(raw, index, answer.status) ? ownerOf(raw.requests[index]) : 'any',
            isHead(index),
          );
          if (/"CREATE_CONTACT"|CREATE_CONTACT<|"contact":\{"contactid"/.test(answer.body.toString('latin1')))
            stored += 1;
          tally.note(`raw ${outcome}`, answer.status, []);
        }
        if (answers.length === 0) tally.note('raw closed', 0, []);
        if (!/contact/.test(bytes.toString('latin1')) || !bytes.includes('Raw')) return;
        const found = await empty();
        if (isHalf && found > 0) throw new Error('a body that did not come to its end was stored');
        // An answer that is under way is cut where something follows that is no HTTP: its write stays done.
        const isAnswered = raw.end === 'finish' && !gaveUp && answers.length >= raw.requests.length;
        if (isAnswered && found > stored)
          throw new Error(`${found} contacts were stored by ${stored} answers`);
      } catch (error) {
        throw new Error(
          `${messageOf(error)}\n--- sent ---\n${shownBytes(bytes)}\n--- received bodies ---\n${shownBytes(received)}`,
        );
      }
    },
  };
}

function render(raw: RawCase, fill: (text: string) => string): Rendered {
  const rendered = raw.requests.map((request) => renderRequest(request, fill));
  const isWhole = raw.sent === 1 && raw.edits.length === 0 && raw.requests.every(isPlain);
  let text = rendered.map((request) => request.text).join('');
  const follows = rendered.some((request) => request.follows);
  for (const { at, cut, insert } of raw.edits) {
    const position = Math.floor(at * text.length);
    text = text.slice(0, position) + insert + text.slice(position + cut);
  }
  const isClean = raw.requests.every(({ framing }) => endsWithItsBody(framing));
  // What is left over may be refused once more.
  const leftOver = isWhole && isClean ? 0 : 1;
  const mostAnswers = isWhole && !follows ? raw.requests.length : countHeads(text);
  const bytes = Buffer.from(text.slice(0, Math.ceil(raw.sent * text.length)), 'latin1');
  return {
    bytes,
    mostAnswers: mostAnswers + leftOver,
    isWhole,
    isOwn: raw.edits.length === 0 && !follows,
    isHalf: bytes.length < text.length && raw.edits.length === 0 && raw.requests.length === 1 && isClean,
  };
}

/** No more requests can be in some bytes than there are empty lines. */
const countHeads = (text: string) => [...text.matchAll(/[\r\n](?=\r?\n|\r)/g)].length;

function isPlain({ version, lineEnd, method, headers }: RawRequest): boolean {
  return (
    version === 'HTTP/1.1' &&
    lineEnd === '\r\n' &&
    /^(?:GET|POST|HEAD|PUT)$/.test(method) &&
    headers.length === 0
  );
}

function renderRequest(
  { method, target, version, lineEnd, headers, framing, content }: RawRequest,
  fill: (text: string) => string,
) {
  const framed = frame(framing, fill(CONTENTS[content]));
  const lines = [
    `${method} ${fill(target)}${version === '' ? '' : ` ${version}`}`,
    'Host: example.com',
    ...headers.map(fill),
  ];
  const head = [...lines, ...framed.headers, '', ''].join(lineEnd);
  return { text: head + framed.body, follows: framed.follows === true };
}

const UNPARSED = new Set([400, 408, 431]);

/**
 * True where it is known which request was answered, and to who answered its path: of what can't be parsed only
 * the packet's first line is, and what has no length may hold a request of its own.
 */
function isSure({ requests, writes }: RawCase, index: number, status: number): boolean {
  if (writes > 1 && PACKETS_HIDE_THE_PATH) return false;
  const before = requests.slice(0, index);
  return index === 0 || (!UNPARSED.has(status) && before.every(({ framing }) => framing === 'length'));
}

function ownerOf(request: RawRequest | undefined): Owner {
  return request === undefined || request.framing === 'none' ? 'any' : (TARGETS[request.target] ?? 'any');
}
