/** What the keys of a contact mean. */
export const CONTACT = {
  controlcontact: 'contact',
  fullname: 'name',
  email: 'e-mail',
  msisdn: 'phone',
  dialcode: 'phone',
  number: 'phone',
  street: 'street',
  zipcode: 'zip code',
  birthday: 'birthday',
  sex: 'sex',
  groups: 'group',
} as const;

/** What is told of a contact that was just created. */
export const CREATED_CONTACT = {
  controlcontact: 'contact',
  fullname: 'name',
  msisdn: 'phone',
  dialcode: 'phone',
  number: 'phone',
  controluser: 'account',
} as const;

export const GROUP = { controlgroup: 'group', name: 'group name' } as const;

/** What the keys of an account mean; the others are always null. */
export const ACCOUNT = {
  controluser: 'account',
  username: 'user name',
  email: 'e-mail of the account',
  createdtime: 'age of the account',
  status: 'nothing',
} as const;
