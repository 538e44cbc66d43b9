import { refByText } from '../../domain/contact.ts';
import type { Spelling } from '../kernel/spelling.ts';

/** How the values of this dialect's parameters are written and read. */
export const spelling: Spelling = {
  ids: { half: 'text', read: refByText, write: ({ textId }) => textId },
  // Free text to the page: read as a home number first, and kept as it is where it is no number.
  phone: {
    reading: 'home',
    otherwise: 'keep',
    write: (phone) => ('text' in phone ? phone.text : `+${phone.msisdn}`),
  },
  sex: undefined,
  unset: { 'e-mail': '', group: [] },
};
