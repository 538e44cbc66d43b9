import type { ContactRow, Draft } from './book.ts';

const SEXES = { male: 1, female: 2 };

/** A contact in the Txty dialect. */
export function presentTxtyContact(row: ContactRow) {
  return {
    birthday: row.birthday_seconds,
    controlcontact: row.id,
    dialcode: row.dialcode,
    email: row.email,
    fullname: row.name,
    groups: row.groups === null || row.groups.length === 0 ? null : row.groups.map(([id]) => id),
    msisdn: row.msisdn,
    number: nationalNumber(row),
    sex: row.sex === null ? null : SEXES[row.sex],
    street: row.street,
    zipcode: presentZipcode(row.zipcode),
  };
}

/** A contact in the Filemail dialect. */
export function presentFilemailContact(row: ContactRow) {
  return {
    contactid: row.text_id,
    name: row.name,
    email: row.email ?? '',
    groups: (row.groups ?? []).map(([, contactgroupid, name]) => ({ contactgroupid, name })),
  };
}

/** The number without its dialling code. */
export function nationalNumber({ msisdn, dialcode }: Pick<Draft, 'msisdn' | 'dialcode'>): number | null {
  return msisdn === null ? null : Number(String(msisdn).slice(String(dialcode).length));
}

function presentZipcode(zipcode: string | null): string | number | null {
  return zipcode !== null && /^[1-9]\d{0,14}$/.test(zipcode) ? Number(zipcode) : zipcode;
}
