/** A change of one side, and what is seen of it. */
interface Corruption {
  /** On the account `$1`, in a book of 20 contacts from 5000 on and 12 groups from 300 on. */
  readonly statement: string;
  /** What each dialect shows of it: kind, id, group, field, and the value here and there. */
  readonly seen: Readonly<Record<'filemail' | 'txty', readonly (readonly (string | null)[])[]>>;
}

const GROUP_308 = 'feed0000000000000000000000000308';
const GROUP_304 = 'feed0000000000000000000000000304';
const GROUP_303 = 'feed0000000000000000000000000303';

/** One of each kind, on the side that is here. */
export const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'a name': {
    statement: `update contact set name = E'Jane\\x1b[31m' where account_id = $1 and id = 5003`,
    seen: {
      filemail: [['contact', '5003', null, 'name', 'Jane\u001b[31m', 'Jane Doe 3']],
      txty: [['contact', '5003', null, 'fullname', 'Jane\u001b[31m', 'Jane Doe 3']],
    },
  },
  'an e-mail address': {
    statement: `update contact set email = null where account_id = $1 and id = 5003`,
    seen: {
      filemail: [['contact', '5003', null, 'email', null, 'jane.3@example.com']],
      txty: [['contact', '5003', null, 'email', null, 'jane.3@example.com']],
    },
  },
  'a phone number': {
    statement: `update contact set msisdn = 4520000004 where account_id = $1 and id = 5003`,
    seen: {
      filemail: [],
      txty: [
        ['contact', '5003', null, 'msisdn', '4520000004', '4520000003'],
        ['contact', '5003', null, 'number', '20000004', '20000003'],
      ],
    },
  },
  'a street': {
    statement: `update contact set street = 'Vestergade 3 ' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'street', 'Vestergade 3 ', 'Vestergade 3']] },
  },
  'a zip code': {
    statement: `update contact set zipcode = '05550' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'zipcode', '05550', '5550']] },
  },
  'a birthday': {
    statement: `update contact set birthday_seconds = 0 where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'birthday', '0', null]] },
  },
  'a sex': {
    statement: `update contact set sex = 'female' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'sex', '2', null]] },
  },
  'a contact that is missing here': {
    statement: 'delete from contact where account_id = $1 and id = 5003',
    seen: {
      filemail: [['contact', '5003', null, null, null, 'Jane Doe 3']],
      txty: [['contact', '5003', null, null, null, 'Jane Doe 3']],
    },
  },
  'a contact that is missing there': {
    statement: `insert into contact (account_id, id, text_id, name) values ($1, 9, 'nine', 'John Doe')`,
    seen: {
      filemail: [['contact', 'nine', null, null, 'John Doe', null]],
      txty: [['contact', '9', null, null, 'John Doe', null]],
    },
  },
  "a group's name": {
    statement: `update contact_group set name = 'Friends' where account_id = $1 and id = 303`,
    seen: {
      filemail: [['group', GROUP_303, null, 'contactgroupname', 'Friends', 'Group 3']],
      txty: [['group', '303', null, 'name', 'Friends', 'Group 3']],
    },
  },
  'a group that is missing here': {
    statement: 'delete from contact_group where account_id = $1 and id = 303',
    seen: {
      filemail: [['group', GROUP_303, null, null, null, 'Group 3']],
      txty: [['group', '303', null, null, null, 'Group 3']],
    },
  },
  'a group that is missing there': {
    statement: `insert into contact_group (account_id, id, text_id, name) values ($1, 9, 'nine', 'Friends')`,
    seen: {
      filemail: [['group', 'nine', null, null, 'Friends', null]],
      txty: [['group', '9', null, null, 'Friends', null]],
    },
  },
  'a membership that is missing here': {
    statement: 'delete from membership where account_id = $1 and contact_id = 5003 and group_id = 304',
    seen: {
      filemail: [['membership', '5003', GROUP_304, null, null, 'Group 4']],
      txty: [['membership', '5003', '304', null, null, 'Group 4']],
    },
  },
  'a membership that is missing there': {
    statement: 'insert into membership (account_id, contact_id, group_id) values ($1, 5003, 308)',
    seen: {
      filemail: [['membership', '5003', GROUP_308, null, 'Group 8', null]],
      txty: [['membership', '5003', '308', null, 'Group 8', null]],
    },
  },
};
