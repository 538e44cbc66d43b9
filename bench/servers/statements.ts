import { createHash } from 'node:crypto';
import type { Caller, Draft, RefColumn } from './book.ts';

/*
 * One round trip each, with the credential joined in, as the gateway asks. The first three parameters are the
 * caller's.
 */

/** As many connections as the gateway has by default: what is written waits for the disk, so it takes more of them. */
export const READ_CONNECTIONS = 4;
export const WRITE_CONNECTIONS = 8;

const CALLER = `caller as (
  select account.id as account_id
  from credential join account on account.id = credential.account_id
  where credential.hash = $1 and credential.kind = $2::credential_kind
    and (credential.expires_at is null or credential.expires_at > now())
    and (credential.kind = 'token' or exists (
      select from login_name where login_name.name = $3 and login_name.account_id = credential.account_id))
    and not account.disabled
)`;

/** The columns of a contact, its groups among them. */
export const CONTACT_COLUMNS = `contact.id, contact.text_id, contact.name, contact.email, contact.dialcode,
  contact.msisdn, contact.street, contact.zipcode, contact.birthday_seconds, contact.sex, (
    select json_agg(json_build_array(contact_group.id, contact_group.text_id, contact_group.name)
      order by contact_group.id)
    from membership join contact_group
      on contact_group.account_id = membership.account_id and contact_group.id = membership.group_id
    where membership.account_id = contact.account_id and membership.contact_id = contact.id
  ) as groups`;

export const FIND = `with ${CALLER}
  select ${CONTACT_COLUMNS} from caller
  left join contact on contact.account_id = caller.account_id and contact.id = $4`;

/** A page of a list, sought by the key from its start: without a limit Postgres would read the whole table. */
export const LIST = `with ${CALLER}
  select page.* from caller left join lateral (
    select ${CONTACT_COLUMNS} from contact
    where contact.account_id = caller.account_id order by contact.id limit 500
  ) as page on true order by page.id`;

export const CREATE = `with ${CALLER}, created as (
    insert into contact (account_id, id, text_id, name, email, dialcode, msisdn, street, zipcode)
    select caller.account_id, new.id, new.id::text, $4, $5, $6, $7, $8, $9
    from caller cross join lateral (select next_id('contact_numbers') as id) as new
    returning account_id, id
  ) select account_id, id from created`;

const CHANGES = {
  add: `insert into membership (account_id, contact_id, group_id)
    select account_id, contact_id, group_id from wanted where contact_id is not null and group_id is not null
    on conflict do nothing`,
  remove: `delete from membership where (account_id, contact_id, group_id) in (select * from wanted)`,
};

function changeMembership(change: 'add' | 'remove', by: RefColumn): string {
  return `with ${CALLER}, wanted as (
    select caller.account_id, contact.id as contact_id, contact_group.id as group_id from caller
    left join contact on contact.account_id = caller.account_id and contact.${by} = $4
    left join contact_group on contact_group.account_id = caller.account_id and contact_group.${by} = $5
  ), changed as (${CHANGES[change]})
  select contact_id is not null and group_id is not null as found from wanted`;
}

/** The statements that change a membership, by the half of an identity that contact and group are known by. */
export const CHANGE_MEMBERSHIP = {
  add: { id: changeMembership('add', 'id'), text_id: changeMembership('add', 'text_id') },
  remove: { id: changeMembership('remove', 'id'), text_id: changeMembership('remove', 'text_id') },
};

/** The parameters of a caller. */
export function callerValues({ kind, secret, user }: Caller): [Buffer, string, string] {
  return [hashOf(secret), kind, user.toLowerCase()];
}

/** What is stored of a secret. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The parameters of a new contact. */
export function draftValues(draft: Draft): (string | number | null)[] {
  return [draft.name, draft.email, draft.dialcode, draft.msisdn, draft.street, draft.zipcode];
}
