import { learnContact, learnGroup } from './book.ts';
import { createBookCheck } from './book-check.ts';
import { createBookKeeper } from './book-keeper.ts';
import type { CallCase } from './call-case.ts';
import type { Connection } from './connection.ts';
import { encodeCall } from './encode.ts';
import { expectedAnswers } from './expected-answers.ts';
import type { HttpAnswer } from './http-answer.ts';
import { judgeAnswer } from './judge.ts';
import type { Account, Outcome } from './oracle.ts';
import { explain } from './shown.ts';
import type { Tally } from './tally.ts';
import type { Own } from './values.ts';

/** What cases of a lane may refer to beside its own account. */
export interface Neighbour {
  readonly userName: string;
  readonly contactId: string;
  readonly contactTextId: string;
  readonly groupId: string;
  readonly groupTextId: string;
}

/** One account with a connection of its own, which takes one case after the other. */
export interface Lane {
  /** Makes a call, judges the answer, and looks into the book behind it. Rejects with what is wrong. */
  run(call: CallCase): Promise<void>;
  /** Brings the account back to a book that is known. */
  reset(): Promise<void>;
}

/** Makes an account ready for cases; `reset` it first. */
export function createLane(
  account: Account,
  neighbour: Neighbour,
  connection: Connection,
  tally: Tally,
): Lane {
  const { book } = account;
  const check = createBookCheck(account, connection);
  const { level, renew, reset } = createBookKeeper(account, connection, check);

  const own = (what: Own, pick: number): string => {
    const contact = book.contacts[pick % Math.max(book.contacts.length, 1)];
    const group = book.groups[pick % Math.max(book.groups.length, 1)];
    const values: Readonly<Record<Own, string>> = {
      token: account.token,
      key: account.key,
      deadToken: '0123456789abcdef0123456789abcdef',
      spareKey: account.spareKeys[0] ?? '',
      user: account.userName,
      userEmail: account.email.toUpperCase(),
      otherUser: neighbour.userName,
      password: account.password,
      contactId: String(contact?.id ?? 0),
      contactTextId: contact?.textId ?? 'none',
      otherContactId: neighbour.contactId,
      otherContactTextId: neighbour.contactTextId,
      groupId: String(group?.id ?? 0),
      groupTextId: group?.textId ?? 'none',
      otherGroupId: neighbour.groupId,
      otherGroupTextId: neighbour.groupTextId,
      goneId: '2147483647',
    };
    return values[what];
  };

  const apply = async (outcome: Outcome, captures: Map<string, string | null>) => {
    outcome.effect?.();
    const { contact, group } = outcome.adds ?? {};
    if (contact !== undefined) {
      learnContact(contact, 'new', captures);
      book.contacts.push(contact);
    }
    if (group !== undefined) {
      learnGroup(group, 'new', captures);
      book.groups.push(group);
    }
    if (outcome.removes !== undefined) {
      book.groups.splice(book.groups.indexOf(outcome.removes), 1);
      for (const member of book.contacts) member.groups.delete(outcome.removes);
    }
    if (outcome.ends !== undefined) await renew(outcome.ends);
  };

  const run = async (call: CallCase) => {
    const encoded = encodeCall(call, own);
    const { wanted, outcomes } = expectedAnswers(encoded, account);
    const answer = await connection.send(encoded.bytes, encoded.isHead);
    const { operation, changed } = await explain(encoded, answer, async () => {
      const { verdict, captures } = judgeAnswer(answer, wanted, outcomes, encoded.isHead);
      judgeCookie(answer, verdict, captures.get(verdict.cookie ?? ''));
      await apply(verdict, captures);
      tally.note(encoded.target.dialect.name, answer.status, verdict.body);
      const { effect, adds, removes } = verdict;
      return { operation: encoded.target.endpoint.id, changed: (effect ?? adds ?? removes) !== undefined };
    });
    if (WRITES.test(operation)) await explain(encoded, answer, () => check.look(operation, changed));
    await level();
  };

  return { run, reset };
}

const WRITES = /add|update|delete|create|edit|remove/;

function judgeCookie({ headers }: HttpAnswer, { cookie }: Outcome, value: string | null | undefined): void {
  const sent = headers.get('set-cookie') ?? [];
  const expected = cookie === undefined ? [] : [`logintoken=${value}; Path=/; HttpOnly; SameSite=Strict`];
  if (sent.join('\n') !== expected.join('\n')) throw new Error(`set-cookie is ${JSON.stringify(sent)}`);
}
