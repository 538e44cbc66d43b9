/** The contact that the page shows (Txty contacts page). */
export const CONTACT_EXAMPLE = {
  birthday: null,
  controlcontact: 100,
  dialcode: 45,
  email: null,
  fullname: 'Fullname',
  groups: null,
  msisdn: 4512345678,
  number: 12345678,
  sex: null,
  street: null,
  zipcode: null,
} as const;

export const GROUP_EXAMPLE = { controlgroup: 100, name: 'Name' } as const;
