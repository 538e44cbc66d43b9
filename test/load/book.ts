import type { Identity } from '../../domain/contact.ts';
import type { SampleParameters, Scene } from '../support/sample-call.ts';
import { sampleParameters } from '../support/sample-call.ts';
import type { MixedOperation, Thing } from './mix-roles.ts';
import { createPool, type Pool } from './pool.ts';

/** An account that the load calls in the name of. */
export interface Book {
  readonly userName: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly key: string;
  /** What calls have made and not ended; each by the one text that its maker was told. */
  readonly pools: Readonly<Record<Thing, Pool<string>>>;
}

/** What a book holds at most. */
export interface BookLimits {
  readonly contacts: number;
  readonly groups: number;
}

const MOST_CREDENTIALS = 4;

export function createPools({ contacts, groups }: BookLimits): Book['pools'] {
  return {
    contact: createPool(contacts),
    groupByText: createPool(groups),
    groupByNumber: createPool(groups),
    token: createPool(MOST_CREDENTIALS),
    key: createPool(MOST_CREDENTIALS),
  };
}

export type Borrowed = Partial<Record<Thing, string>>;

/** The parameters with which an operation does its part on what was borrowed. */
export function parametersFor(
  { dialect, endpoint, role }: MixedOperation,
  book: Book,
  borrowed: Borrowed,
): SampleParameters {
  const group = borrowed.groupByText ?? borrowed.groupByNumber;
  const scene: Scene = {
    accountId: 0,
    userName: book.userName,
    email: book.email,
    password: book.password,
    // Only a spare one is ever ended.
    token: role.ends === 'token' ? (borrowed.token ?? '') : book.token,
    key: book.key,
    spareKey: borrowed.key ?? '',
    contact: toIdentity(borrowed.contact),
    group: toIdentity(group),
  };
  return sampleParameters(dialect, endpoint, scene);
}

function toIdentity(id = ''): Identity {
  return { id: Number(id), textId: id };
}

/** Where an answer, in JSON or in XML, tells what it made. */
const MADE: Readonly<Record<Thing, RegExp>> = {
  contact: /\b(?:contactid|controlcontact)\W{1,3}(\d+)/,
  groupByText: /\bcontactgroupid\W{1,3}([0-9a-f]{32})/,
  groupByNumber: /\bcontrolgroup\W{1,3}(\d+)/,
  token: /\blogintoken\W{1,3}([0-9a-f]{32})/,
  key: /\bkey\W{1,3}([0-9a-f]{32})/,
};

/** What the answer to a creation tells of the new thing, undefined where it does not. */
export function findMade(thing: Thing, body: Buffer): string | undefined {
  return MADE[thing].exec(body.toString('latin1'))?.[1];
}
