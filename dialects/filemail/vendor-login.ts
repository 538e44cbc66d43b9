import * as v from 'valibot';
import type { VendorLogin } from '../kernel/vendor-login.ts';

const accepted = v.object({
  // `ok` on the page of logins, `OK` on all others.
  responsestatus: v.pipe(v.string(), v.toLowerCase(), v.literal('ok')),
  logintoken: v.pipe(v.string(), v.nonEmpty()),
});
const refused = v.object({ responsestatus: v.literal('WrongUsernamePassword') });

/** A login at Filemail; a captcha that is asked for, or an expired account, says nothing of the password. */
export const vendorLogin: VendorLogin = {
  ask: (username, password) => ({ path: '/authentication/login', form: { username, password } }),
  judge: (_user, body) => {
    const answer = v.safeParse(accepted, body);
    if (!answer.success) return { verdict: v.is(refused, body) ? 'refused' : 'unknown' };
    const { logintoken } = answer.output;
    return {
      verdict: 'accepted',
      giveBack: { path: '/authentication/logout', form: { logintoken } },
    };
  },
};
