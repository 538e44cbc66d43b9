import { learnContact, learnGroup } from './book.ts';
import type { Connection } from './connection.ts';
import { filemailContacts, filemailGroups } from './filemail-answers.ts';
import { judgeAnswer, type Wanted } from './judge.ts';
import type { Account, Outcome } from './oracle.ts';
import { plainRequest } from './plain-call.ts';
import { messageOf, shownAnswer } from './shown.ts';
import { txtyContacts, txtyGroups } from './txty-answers.ts';

/** Compares what both dialects show of an account with what its book must hold. */
export interface BookCheck {
  /** What was accepted must be there in both dialects; what was refused, in neither. */
  look(operation: string, changed: boolean): Promise<void>;
  /** Everything, in both dialects. */
  lookAtAll(): Promise<void>;
}

export function createBookCheck(account: Account, connection: Connection): BookCheck {
  const { book } = account;
  let reads = 0;

  const filemail = (path: string) => plainRequest(`/api/${path}`, { logintoken: account.token });
  const filemailXml = (path: string) =>
    plainRequest(`/api/${path}`, { logintoken: account.token, format: 'xml' });
  const txty = (path: string, format = 'json') =>
    plainRequest(`/${path}/api.${format}`, { user: account.userName, key: account.key });

  const check = async (bytes: Buffer, wanted: Wanted, outcome: () => Outcome, what: string) => {
    const answer = await connection.send(bytes);
    try {
      const { captures } = judgeAnswer(answer, wanted, [outcome()]);
      for (const [place, contact] of book.contacts.entries()) learnContact(contact, place, captures);
      for (const [place, group] of book.groups.entries()) learnGroup(group, place, captures);
    } catch (error) {
      throw new Error(`afterwards ${what} is wrong: ${messageOf(error)}\n${shownAnswer(answer)}`);
    }
  };

  const json = { format: 'json' } as const;
  const xml = { format: 'xml' } as const;
  const lists = {
    txtyContacts: () => check(txty('view/contacts'), json, () => txtyContacts(account), 'view/contacts'),
    filemailContacts: () =>
      check(filemail('contacts/get'), json, () => filemailContacts(account), 'contacts/get'),
    txtyGroups: () => check(txty('view/groups'), json, () => txtyGroups(account), 'view/groups'),
    filemailGroups: () =>
      check(filemail('contacts/group/get'), json, () => filemailGroups(account), 'group/get'),
    txtyXml: () =>
      check(txty('view/contacts', 'xml'), xml, () => txtyContacts(account), 'view/contacts in XML'),
    filemailXml: () =>
      check(filemailXml('contacts/get'), xml, () => filemailContacts(account), 'contacts/get in XML'),
  };
  const listsOf = (isGroup: boolean) =>
    isGroup ? [lists.filemailGroups, lists.txtyGroups] : [lists.txtyContacts, lists.filemailContacts];

  const look = async (operation: string, changed: boolean) => {
    reads += 1;
    const isGroup = /^(contacts\.)?group\./.test(operation) || /group$/.test(operation);
    if (!changed) {
      const both = listsOf(isGroup);
      await both[reads % both.length]?.();
      return;
    }
    await Promise.all(listsOf(isGroup).map((list) => list()));
    if (reads % 4 === 0)
      await Promise.all([lists.txtyXml(), lists.filemailXml(), ...listsOf(!isGroup).map((list) => list())]);
  };

  return {
    look,
    lookAtAll: async () => {
      await Promise.all([...listsOf(false), ...listsOf(true)].map((list) => list()));
    },
  };
}
