import { listDialcodes } from '../../domain/phone.ts';
import { openEndpoint } from './fields.ts';

const getDialcodes = openEndpoint({
  id: 'get.dialcodes',
  path: '/get/dialcodes/api',
  summary: 'Returns the dialling code of every region, as a bare list.',
  verb: 'dialcode.list',
  source: 'client',
  params: {},
  means: {},
  errors: [],
  bareKey: 'dialcodes',
  example: { dialcodes: [{ dialcode: 45, cciso: 'DK', country: 'Denmark' }] },
  shows: { dialcode: 'dialling code', cciso: 'region', country: 'country' },
  run: async () => listDialcodes(),
  present: (entries) => ({
    dialcodes: entries.map(({ dialcode, region, country }) => ({ dialcode, cciso: region, country })),
  }),
});

export const dialcodes = [getDialcodes];
