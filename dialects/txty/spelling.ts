import { refByNumber } from '../../domain/contact.ts';
import type { Spelling } from '../kernel/spelling.ts';
import { presentSex } from './fields.ts';

/** How the values of this dialect's parameters are written and read. */
export const spelling: Spelling = {
  ids: { half: 'number', read: refByNumber, write: ({ id }) => String(id) },
  // International by definition, so bare digits are read as such first.
  phone: {
    reading: 'international',
    otherwise: 'refuse',
    write: (phone) => ('text' in phone ? phone.text : String(phone.msisdn)),
  },
  sex: (sex) => String(presentSex(sex)),
  unset: {
    'e-mail': null,
    phone: null,
    street: null,
    'zip code': null,
    birthday: null,
    sex: null,
    group: null,
  },
};
