import { and, eq, sql } from 'drizzle-orm';
import type { Identity } from '../domain/contact.ts';
import { DomainError } from '../domain/errors.ts';
import type { ContactStore } from '../domain/store.ts';
import { type CallerPart, callerColumns, type Pool, type Pools } from './caller.ts';
import type { ContactLimit } from './contact-limit.ts';
import { contactsOf, prepareContactList } from './contact-list.ts';
import {
  columnsOf,
  contactColumns,
  EDITABLE,
  editValues,
  findContactIn,
  phoneColumns,
} from './contact-rows.ts';
import { rememberDeleted } from './deleted-entries.ts';
import { forEachRef, type IsRef, nextId, refValue } from './refs.ts';
import { contact, contactNumbers } from './schema.ts';

const value = sql.placeholder;

/** The statements of contacts. First pages of lists come from `reads`, later ones from `lists`, whose wait is its own. */
export function createContactStore(
  { reads, writes, lists }: Pools,
  caller: CallerPart,
  limit: ContactLimit,
): ContactStore {
  const firstPage = prepareContactList(reads, caller);
  const laterPage = prepareContactList(lists, caller);
  const find = forEachRef((is) => prepareFind(reads, caller, is));
  const create = prepareCreate(writes, caller);
  const update = forEachRef((is) => prepareUpdate(writes, caller, is));
  const remove = forEachRef((is) => prepareDelete(writes, caller, is));
  return {
    listContacts: (credential, afterId) =>
      afterId === 0
        ? reads.run(firstPage, credential, { afterId }, contactsOf)
        : lists.run(laterPage, credential, { afterId }, contactsOf),
    findContact: (credential, ref) => reads.run(find(ref), credential, refValue(ref), findContactIn),
    createContact: async (credential, { phone, ...fields }) => {
      const created = await writes.run(
        create,
        credential,
        { ...fields, ...phoneColumns(phone) },
        requireIdentity,
      );
      await limit.noteCreated(created.account.id, created.value.id);
      return created;
    },
    updateContact: (credential, ref, changes) =>
      writes.run(update(ref), credential, { ...refValue(ref), ...editValues(changes) }, findContactIn),
    deleteContact: async (credential, ref) => {
      const { account, value } = await writes.run(
        remove(ref),
        credential,
        refValue(ref),
        ({ id, contactsFull }) => ({
          deleted: id !== null,
          contactsFull,
        }),
      );
      if (value.deleted && value.contactsFull) await limit.noteDeleted(account.id);
      return { account, value: value.deleted };
    },
  };
}

interface CreatedRow {
  readonly id: number | null;
  readonly textId: string | null;
  readonly contactsFull: boolean;
}

/** The identity of the row that an insert made: there is one, or there was no room for it. */
function requireIdentity(row: CreatedRow): Identity {
  if (row.contactsFull) throw new DomainError('contacts-full');
  if (row.id === null || row.textId === null) throw new Error('the store made no row');
  return { id: row.id, textId: row.textId };
}

function prepareFind({ db, prepare }: Pool, caller: CallerPart, is: IsRef) {
  return prepare(
    db
      .with(caller)
      .select({ ...callerColumns(caller), ...contactColumns })
      .from(caller)
      .leftJoin(contact, and(eq(contact.accountId, caller.book), is(contact))),
  );
}

function prepareCreate({ db, prepare }: Pool, caller: CallerPart) {
  const created = db.$with('created').as(
    db
      .insert(contact)
      .select(
        db
          .select({
            accountId: sql<number>`${caller.book}`.as('account_id'),
            id: sql<number>`new.id`.as('id'),
            textId: sql<string>`new.id::text`.as('text_id'),
            name: sql<string>`${value('name')}`.as('name'),
            email: sql<string>`${value('email')}`.as('email'),
            dialcode: sql<number>`${value('dialcode')}::smallint`.as('dialcode'),
            msisdn: sql<number>`${value('msisdn')}::bigint`.as('msisdn'),
            phoneText: sql<string>`${value('phoneText')}`.as('phone_text'),
            street: sql<string>`${value('street')}`.as('street'),
            zipcode: sql<string>`${value('zipcode')}`.as('zipcode'),
            birthdaySeconds: sql<number>`${value('birthdaySeconds')}::bigint`.as('birthday_seconds'),
            sex: sql<'male' | 'female'>`${value('sex')}::sex`.as('sex'),
          })
          .from(caller)
          .innerJoinLateral(
            nextId(contactNumbers.seqName),
            sql`${caller.book} is not null and not ${caller.contactsFull}`,
          ),
      )
      .returning({ id: contact.id, textId: contact.textId }),
  );
  return prepare(
    db
      .with(caller, created)
      .select({
        ...callerColumns(caller),
        contactsFull: caller.contactsFull,
        id: created.id,
        textId: created.textId,
      })
      .from(caller)
      .leftJoin(created, sql`true`),
  );
}

function prepareUpdate({ db, prepare }: Pool, caller: CallerPart, is: IsRef) {
  const keepOr = (column: string) =>
    sql`case when ${value(`set_${column}`)} then ${value(column)} else ${contact[column as (typeof EDITABLE)[number]]} end`;
  const keepPhoneOr = (column: 'dialcode' | 'msisdn' | 'phoneText') =>
    sql`case when ${value('setPhone')} then ${value(column)} else ${contact[column]} end`;
  const updated = db.$with('updated').as(
    db
      .update(contact)
      .set({
        ...Object.fromEntries(EDITABLE.map((column) => [column, keepOr(column)])),
        dialcode: keepPhoneOr('dialcode'),
        msisdn: keepPhoneOr('msisdn'),
        phoneText: keepPhoneOr('phoneText'),
      })
      .from(caller)
      .where(and(eq(contact.accountId, caller.book), is(contact)))
      .returning(contactColumns),
  );
  return prepare(
    db
      .with(caller, updated)
      .select({ ...callerColumns(caller), ...columnsOf(updated) })
      .from(caller)
      .leftJoin(updated, sql`true`),
  );
}

function prepareDelete({ db, prepare }: Pool, caller: CallerPart, is: IsRef) {
  const book = db.select({ book: caller.book }).from(caller);
  const deleted = db.$with('deleted').as(
    db
      .delete(contact)
      .where(and(eq(contact.accountId, sql`${book}`), is(contact)))
      .returning({ accountId: contact.accountId, id: contact.id, textId: contact.textId }),
  );
  const remembered = rememberDeleted(db, 'contact', deleted);
  return prepare(
    db
      .with(caller, deleted, remembered)
      .select({ ...callerColumns(caller), contactsFull: caller.contactsFull, id: deleted.id })
      .from(caller)
      .leftJoin(deleted, sql`true`),
  );
}
