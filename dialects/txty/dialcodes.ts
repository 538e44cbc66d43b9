import { listDialcodes } from '../../domain/phone.ts';
import { openEndpoint } from './fields.ts';

const getDialcodes = openEndpoint({
  id: 'get.dialcodes',
  path: '/get/dialcodes/api',
  summary: 'Returns the dialling code of every region, as a bare list.',
  source: 'client',
  params: {},
  errors: [],
  bareKey: 'dialcodes',
  example: { dialcodes: [{ dialcode: 45, cciso: 'DK', country: 'Denmark' }] },
  run: async () => listDialcodes(),
  present: (entries) => ({
    dialcodes: entries.map(({ dialcode, region, country }) => ({ dialcode, cciso: region, country })),
  }),
});

export const dialcodes = [getDialcodes];
