import type { Parameters } from '../../support/client.ts';
import type { Answer, Caller } from './callers.ts';
import type { Operation } from './contact-operations.ts';
import {
  createThing,
  type GroupIds,
  type GroupState,
  type Ledger,
  listUsable,
  pickOne,
  type Thing,
} from './ledger.ts';

type Group = Thing<GroupState, GroupIds>;

const MOST_AT_ONCE = 4;

/** A new group, by Txty, which tells its number. */
export const createGroup: Operation = ({ caller, ledger, next, name }) =>
  makeGroup(ledger, `${name}-${next()}`, async (group) => {
    const answer = await caller.txty('group/create/api.json', { name: group });
    return { answer, readIds: (json) => ({ number: Object(json.group).controlgroup }) };
  });

/** A new group, by Filemail, which tells its text. */
export const addGroup: Operation = ({ caller, ledger, next, name }) =>
  makeGroup(ledger, `${name}-${next()}`, async (group) => {
    const answer = await caller.filemail('contacts/group/add', { name: group });
    return { answer, readIds: (json) => ({ text: Object(json.Groups)[0].contactgroupid }) };
  });

/** A new name, by whichever dialect the group is known to. */
export const renameGroup: Operation = async ({ caller, ledger, next }) => {
  const group = pickOne(listUsable(ledger.groups));
  if (group === undefined) return undefined;
  const name = nameOf(group.mark, next());
  const answer = await callFor(caller, group, { txty: 'group/edit', filemail: 'update' }, { name });
  group.note(answer.outcome, (state) => state && { name });
  return answer;
};

/** A deletion, by whichever dialect the group is known to; its members stay. */
export const deleteGroup: Operation = async ({ caller, ledger }) => {
  const group = pickOne(listUsable(ledger.groups));
  if (group === undefined) return undefined;
  const answer = await callFor(caller, group, { txty: 'group/delete', filemail: 'delete' }, {});
  group.note(answer.outcome, () => undefined);
  return answer;
};

/** One contact into several groups at once, by Txty: all or nothing. */
export const joinGroups: Operation = ({ caller, ledger }) =>
  changeMemberships(ledger, 'number', MOST_AT_ONCE, true, (contact, groups) =>
    caller.txty('contact/addgroup/api.json', { contact, group: groups }),
  );

/** One contact out of several groups at once, by Txty: all or nothing. */
export const leaveGroups: Operation = ({ caller, ledger }) =>
  changeMemberships(ledger, 'number', MOST_AT_ONCE, false, (contact, groups) =>
    caller.txty('contact/removegroup/api.json', { contact, group: groups }),
  );

/** One contact into one group, by Filemail. */
export const joinGroup: Operation = ({ caller, ledger }) =>
  changeMemberships(ledger, 'text', 1, true, (contactid, [contactgroupid]) =>
    caller.filemail('contacts/addtogroup', { contactid, contactgroupid }),
  );

async function makeGroup(
  ledger: Ledger,
  mark: string,
  call: (name: string) => Promise<{
    readonly answer: Answer;
    readonly readIds: (json: Readonly<Record<string, unknown>>) => GroupIds;
  }>,
) {
  const group: Group = createThing(mark);
  const made = { name: nameOf(mark, 0) };
  const { answer, readIds } = await call(made.name);
  ledger.groups.push(group);
  group.note(answer.outcome, () => made);
  if (answer.outcome === 'done') group.settle(made, readIds(answer.json));
  return answer;
}

async function changeMemberships(
  ledger: Ledger,
  known: keyof GroupIds,
  most: number,
  joins: boolean,
  call: (contact: string, groups: readonly string[]) => Promise<Answer>,
) {
  const contact = pickOne(listUsable(ledger.contacts));
  const nameable = listUsable(ledger.groups).filter((group) => group.id()?.[known] !== undefined);
  const groups = nameable.toSorted(() => Math.random() - 0.5).slice(0, 1 + Math.floor(Math.random() * most));
  if (contact === undefined || groups.length === 0) return undefined;
  const answer = await call(
    String(contact.id()),
    groups.map((group) => String(group.id()?.[known])),
  );
  const marks = groups.map(({ mark }) => mark);
  contact.note(answer.outcome, (state) => {
    if (state === undefined) return undefined;
    const others = state.groups.filter((mark) => !marks.includes(mark));
    return { ...state, groups: joins ? [...others, ...marks].toSorted() : others };
  });
  return answer;
}

function callFor(
  caller: Caller,
  group: Group,
  paths: { readonly txty: string; readonly filemail: string },
  parameters: Parameters,
): Promise<Answer> {
  const { number, text } = group.id() ?? {};
  const byFilemail = text !== undefined && (number === undefined || Math.random() < 0.5);
  return byFilemail
    ? caller.filemail(`contacts/group/${paths.filemail}`, { contactgroupid: text, ...parameters })
    : caller.txty(`${paths.txty}/api.json`, { group: String(number), ...parameters });
}

/** The mark stays in front, so that a group is found by its name. */
function nameOf(mark: string, edition: number): string {
  return `${mark}/${edition}`;
}
