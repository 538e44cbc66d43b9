import fc from 'fast-check';
import { expect } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import type { Reply } from '../support/client.ts';
import type { BothIds } from './both-dialects.ts';
import type { ModelBook, ModelContact, ModelGroup, ModelPhone } from './model.ts';

/** What a command acts on: an account of the gateway, and ids that belong to another one. */
export interface World {
  readonly account: TestAccount;
  readonly foreignContact: BothIds;
  readonly foreignGroup: BothIds;
}

/** An operation of one dialect: carries it out, checks its answer and does the same to the model. */
export type Command = fc.AsyncCommand<ModelBook, World>;

/** Makes a command of an operation; its parameters are shown when a run fails. */
export function command(
  name: string,
  parameters: unknown,
  run: (book: ModelBook, world: World) => Promise<void>,
): Command {
  return { check: () => true, run, toString: () => `${name} ${JSON.stringify(parameters)}` };
}

/** A contact or group that a command names: one of the book, or ids that are gone or another account's. */
export interface Picked<T> {
  readonly ids: BothIds;
  readonly found: T | undefined;
}

export function pickContact(book: ModelBook, world: World, at: number): Picked<ModelContact> {
  return pickAt(book.contacts, [...book.goneContacts, world.foreignContact], at);
}

export function pickGroup(book: ModelBook, world: World, at: number): Picked<ModelGroup> {
  return pickAt(book.groups, [...book.goneGroups, world.foreignGroup], at);
}

/** Where there is something to find, seven picks of eight find it. */
function pickAt<T extends { readonly ids: BothIds }>(
  present: readonly T[],
  absent: readonly BothIds[],
  at: number,
): Picked<T> {
  const found = at % 8 === 0 ? undefined : present[at % Math.max(present.length, 1)];
  const ids = found?.ids ?? absent[at % absent.length];
  if (ids === undefined) throw new Error('there is always an id that is absent');
  return { ids, found };
}

export function expectBody(reply: Reply, body: unknown): void {
  expect({ status: reply.status, body: reply.json }).toEqual({ status: 200, body });
}

/** A place in a list that may be shorter. */
export const place = fc.nat({ max: 1000 });

/** A place where nothing is found. */
export const NOWHERE = 0;

/** Text of any script and control, of up to twelve code points and not only blanks. */
export const someText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() !== '' && !text.includes('\0'));

export const someEmail = fc.constantFrom('a@example.com', 'ø@example.dk', "o'b@mail.example.org");

interface PhoneChoice {
  readonly sent: string;
  /** Undefined where the dialect refuses it. */
  readonly phone: ModelPhone | null | undefined;
}

const DANISH = { dialcode: 45, number: 12345678 };

/** A mobile may be whatever text; only a possible number of it shows in Txty. */
export const someMobile = fc.constantFrom<PhoneChoice>(
  { sent: '12 34 56 78', phone: DANISH },
  { sent: '+46 70 123 45 67', phone: { dialcode: 46, number: 701234567 } },
  { sent: 'ask reception', phone: null },
  { sent: ' ', phone: null },
);

export const someMsisdn = fc.constantFrom<PhoneChoice>(
  { sent: '4512345678', phone: DANISH },
  { sent: '12345678', phone: DANISH },
  { sent: ' 46701234567', phone: { dialcode: 46, number: 701234567 } },
  { sent: '', phone: null },
  { sent: 'ask reception', phone: undefined },
);
