import * as v from 'valibot';
import type { VendorLogin } from '../kernel/vendor-login.ts';

const accepted = v.object({
  status: v.literal('success'),
  success: v.literal('ADDED_KEY'),
  newapikey: v.object({ key: v.pipe(v.string(), v.nonEmpty()) }),
});
const refused = v.object({ status: v.literal('error'), error: v.literal('USER_NOT_FOUND') });

/** A login at Txty; one that asks for a second factor says nothing of the password. */
export const vendorLogin: VendorLogin = {
  ask: (user, pass) => ({ path: '/user/newapikey/login.json', form: { user, pass } }),
  judge: (user, body) => {
    const answer = v.safeParse(accepted, body);
    if (!answer.success) return { verdict: v.is(refused, body) ? 'refused' : 'unknown' };
    const { key } = answer.output.newapikey;
    return {
      verdict: 'accepted',
      giveBack: { path: '/user/deleteapikey/api.json', form: { user, key, apikey: key } },
    };
  },
};
