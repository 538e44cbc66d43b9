import { expect, test } from 'vitest';
import type { WireEntry } from '../../dialects/kernel/read-back.ts';
import { compareDialects } from '../../src/migration/verify/self.ts';
import { createTally } from '../../src/migration/verify/tally.ts';

/** What both dialects tell of two people and two groups, as lists that a test may change. */
function tellStory() {
  const friends = { contactgroupid: 'f', name: 'Friends' };
  const other = { contactgroupid: 'o', name: 'Other' };
  const jane = {
    controlcontact: 1,
    fullname: 'Jane',
    email: 'jane@example.com',
    groups: [100, 101] as number[],
  };
  const john = { controlcontact: 2, fullname: 'John', email: null, groups: [100] };
  return {
    filemail: {
      groups: [
        { contactgroupid: 'f', contactgroupname: 'Friends' },
        { contactgroupid: 'o', contactgroupname: 'Other' },
      ],
      contacts: [
        { contactid: 'jane', name: 'Jane', email: 'jane@example.com', groups: [friends, other] },
        { contactid: '2', name: 'John', email: '', groups: [friends] },
      ],
    },
    txty: {
      groups: [
        { controlgroup: 100, name: 'Friends', contacts: [{ ...jane }, { ...john }] },
        { controlgroup: 101, name: 'Other', contacts: [{ ...jane }] },
      ],
      contacts: [jane, john],
    },
  };
}

type Story = ReturnType<typeof tellStory>;

const NUMBERS = {
  groups: new Map([
    ['f', '100'],
    ['o', '101'],
  ]),
  contacts: new Map([
    ['jane', '1'],
    ['2', '2'],
  ]),
};

async function* stream(entries: readonly WireEntry[]) {
  yield* entries;
}

async function compare(story: Story) {
  const tally = createTally(100);
  const shown = ({ groups, contacts }: Story['filemail'] | Story['txty']) => ({
    groups: stream(groups),
    contacts: stream(contacts),
  });
  await compareDialects(NUMBERS, shown(story.filemail), shown(story.txty), tally);
  return tally.result().differences;
}

const contact = (id: string, field: string, ...values: (string | null)[]) => ({
  kind: 'contact',
  id,
  field,
  values,
});

test('two dialects that tell the same story do not differ', async () => {
  expect(await compare(tellStory())).toEqual([]);
});

test.each<readonly [what: string, change: (story: Story) => unknown, found: readonly unknown[]]>([
  [
    'a name',
    ({ txty }) => Object.assign(txty.contacts[0] ?? {}, { fullname: 'Jan' }),
    [contact('1', 'name', 'Jane', 'Jan')],
  ],
  [
    'an e-mail address',
    ({ filemail }) => Object.assign(filemail.contacts[0] ?? {}, { email: '' }),
    [contact('1', 'email', null, 'jane@example.com')],
  ],
  [
    'a contact of one dialect alone',
    ({ filemail }) => filemail.contacts.pop(),
    [{ kind: 'contact', id: '2', values: [null, 'John'] }],
  ],
  [
    'a contact that is there twice',
    ({ txty }) => txty.contacts.push({ controlcontact: 2, fullname: 'John', email: null, groups: [] }),
    [
      contact('2', 'entries', '1', 'several'),
      { kind: 'membership', id: '2', group: '100', values: ['Friends', null] },
    ],
  ],
  ['the order of contacts', ({ filemail }) => filemail.contacts.reverse(), [contact('2', 'order', '2', '1')]],
  [
    'the order of groups',
    ({ filemail }) => filemail.groups.reverse(),
    [{ kind: 'group', id: '101', field: 'order', values: ['101', '100'] }],
  ],
  [
    "a group's name",
    ({ txty }) => Object.assign(txty.groups[1] ?? {}, { name: 'Others' }),
    [{ kind: 'group', id: '101', field: 'name', values: ['Other', 'Others'] }],
  ],
  [
    'what a contact calls its group',
    ({ filemail }) => Object.assign(filemail.contacts[1]?.groups[0] ?? {}, { name: 'Fiends' }),
    [
      { kind: 'membership', id: '1', group: '100', field: 'name', values: ['Fiends', 'Friends'] },
      { kind: 'membership', id: '2', group: '100', field: 'name', values: ['Fiends', 'Friends'] },
    ],
  ],
  [
    'a membership of one dialect alone',
    ({ filemail }) => filemail.contacts[0]?.groups.pop(),
    [{ kind: 'membership', id: '1', group: '101', values: [null, 'Other'] }],
  ],
  [
    'a membership that the list of the group lacks',
    ({ txty }) => txty.groups[1]?.contacts.pop(),
    [{ kind: 'membership', id: '1', group: '101', field: 'Txty lists', values: ['in the contact', null] }],
  ],
  [
    'a membership that the list of the group alone has',
    ({ txty }) =>
      txty.groups[1]?.contacts.push({ controlcontact: 2, fullname: 'John', email: null, groups: [] }),
    [
      {
        kind: 'membership',
        id: '2',
        group: '101',
        field: 'Txty lists',
        values: [null, 'in the list of the group'],
      },
    ],
  ],
])('%s is found, and nothing else', async (_, change, found) => {
  const story = tellStory();
  change(story);
  expect(await compare(story)).toEqual(found);
});
