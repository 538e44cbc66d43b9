import type { Account } from '../../domain/account.ts';
import type { Contact, Group } from '../../domain/contact.ts';
import type { GroupWithMembers } from '../../domain/group-pages.ts';
import { nationalNumber, type Phone } from '../../domain/phone.ts';
import { presentPages, type WireObject } from '../kernel/wire.ts';
import { presentSex } from './fields.ts';

/** The envelope of every answer that is no error (Txty contacts page). */
export function success(code: string, members: WireObject = {}): WireObject {
  return { status: 'success', success: code, ...members };
}

/** A contact with exactly these keys in this order; what is unset is null (Txty contacts page). */
export function presentContact(contact: Contact): WireObject {
  const { msisdn, dialcode, number } = presentPhone(contact.phone);
  return {
    birthday: contact.birthdaySeconds,
    controlcontact: contact.id,
    dialcode,
    email: contact.email,
    fullname: contact.name,
    groups: contact.groups.length === 0 ? null : contact.groups.map(({ id }) => id),
    msisdn,
    number,
    sex: presentSex(contact.sex),
    street: contact.street,
    zipcode: presentZipcode(contact.zipcode),
  };
}

/** The three numbers of a phone; a text that is no number shows as none. */
export function presentPhone(phone: Phone | null) {
  if (phone === null || 'text' in phone) return { msisdn: null, dialcode: null, number: null };
  return { msisdn: phone.msisdn, dialcode: phone.dialcode, number: nationalNumber(phone) };
}

/** A number where that loses nothing; 0999 stays a text. */
function presentZipcode(zipcode: string | null): string | number | null {
  if (zipcode === null || !/^[1-9]\d*$/.test(zipcode)) return zipcode;
  const number = Number(zipcode);
  return Number.isSafeInteger(number) ? number : zipcode;
}

export function presentGroup(group: Group): WireObject {
  return { controlgroup: group.id, name: group.name };
}

/** A group with its members, each as in the list of contacts. */
export function presentGroupWithMembers(group: GroupWithMembers): WireObject {
  return { ...presentGroup(group), contacts: presentPages(group.members, presentContact) };
}

/** An account; what is not kept here is null. */
export function presentAccount(account: Account): WireObject {
  return {
    controluser: account.id,
    username: account.userName,
    status: 10,
    companyname: null,
    companyid: null,
    eannumber: null,
    fullname: null,
    street: null,
    zipcode: null,
    msisdn: null,
    dialcode: null,
    number: null,
    email: account.email,
    lockedname: null,
    createdtime: Math.floor(account.createdAt.getTime() / 1000),
    iplast_login: null,
    iplast_gw: null,
    timestamp_login: null,
    timestamp_gw: null,
    callback: null,
    bcontactid: null,
  };
}
