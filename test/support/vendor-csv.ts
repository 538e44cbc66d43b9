import type { VendorBook } from './vendor-book.ts';

/** A book without oddities as a spreadsheet writes it; groups by their names, which must differ. */
export function writeCsv({ contacts, groups }: VendorBook): string {
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const lines = contacts.map((contact) =>
    [
      ...[contact.name, contact.email, contact.msisdn, contact.street, contact.zipcode],
      contact.groups.map((id) => names.get(id)).join(';'),
    ].join(','),
  );
  return ['Name,Email,Mobile,Street,Zip,Groups', ...lines, ''].join('\r\n');
}
