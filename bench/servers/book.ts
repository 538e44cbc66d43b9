/** A contact as the servers to compare with read it: the columns under their own names. */
export interface ContactRow {
  readonly id: number;
  readonly text_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly dialcode: number | null;
  readonly msisdn: number | null;
  readonly street: string | null;
  readonly zipcode: string | null;
  readonly birthday_seconds: number | null;
  readonly sex: 'male' | 'female' | null;
  readonly groups: readonly GroupTuple[] | null;
}

export type GroupTuple = readonly [id: number, textId: string, name: string];

/** Who calls: a user with a key, or the bearer of a token. */
export interface Caller {
  readonly kind: 'key' | 'token';
  readonly user: string;
  readonly secret: string;
}

export interface Draft {
  readonly name: string;
  readonly email: string | null;
  readonly dialcode: number | null;
  readonly msisdn: number | null;
  readonly street: string | null;
  readonly zipcode: string | null;
}

/** Which half of an identity a dialect knows things by. */
export type RefColumn = 'id' | 'text_id';

/**
 * What the servers to compare with ask of Postgres. Each resolves to undefined where the caller is unknown;
 * what is not found is null or false.
 */
export interface Book {
  findContact(caller: Caller, id: string): Promise<ContactRow | null | undefined>;
  listContacts(caller: Caller): Promise<readonly ContactRow[] | undefined>;
  createContact(caller: Caller, draft: Draft): Promise<Created | undefined>;
  changeMembership(
    change: 'add' | 'remove',
    caller: Caller,
    by: RefColumn,
    contact: string,
    group: string,
  ): Promise<boolean | undefined>;
}

export interface Created {
  readonly account_id: number;
  readonly id: number;
}
