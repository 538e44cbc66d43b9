/*
 * The directory (account, login_name, credential, reserved_id) is looked up without knowing the account.
 * Every key of the book (contact, contact_group, membership, and what is kept of imports and calls) begins with the
 * account, so that no row can name another account's, and the book can be spread over machines by account.
 */

export * from './schema/book.ts';
export * from './schema/directory.ts';
export * from './schema/imports.ts';
