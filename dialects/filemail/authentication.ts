import { keepDescription } from '../../domain/credential.ts';
import { logIn } from '../../domain/login.ts';
import { logOut } from '../../domain/sessions.ts';
import { anyText } from '../kernel/fields.ts';
import { callerEndpoint, openEndpoint, requiredText } from './fields.ts';

const login = openEndpoint({
  id: 'authentication.login',
  path: '/authentication/login',
  summary: 'Logs in and returns a login token.',
  verb: 'log-in',
  source: 'vendor',
  params: {
    username: requiredText('E-mail address or user name, in any case.'),
    password: requiredText('Password of the account.'),
    source: anyText('Name of the client program, kept beside the token.'),
  },
  means: { username: 'user name', password: 'password', source: 'description' },
  secret: ['password'],
  errors: ['WrongUsernamePassword', 'AccountExpired', 'AccessDenied', 'CaptchaRequiredForNextLogin'],
  example: { responsestatus: 'ok', logintoken: '2ac1241817fb4285aa0a1dbd00a21dad' },
  shows: { logintoken: 'credential' },
  run: (services, visitor, { username, password, source }) =>
    logIn(services, { ...visitor, user: username, password }, 'token', keepDescription(source)),
  present: ({ secret }) => ({ responsestatus: 'ok', logintoken: secret }),
  // A published client takes its token from the cookie jar. The cookie itself authenticates nothing.
  headers: ({ secret }, { secure }) => ({
    'Set-Cookie': `logintoken=${secret}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
  }),
});

const logout = callerEndpoint({
  id: 'authentication.logout',
  path: '/authentication/logout',
  summary: 'Ends the login token.',
  verb: 'log-out',
  source: 'vendor',
  params: {},
  means: {},
  errors: [],
  example: { responsestatus: 'ok', logintoken: '2ac1241817fb4285aa0a1dbd00a21dad' },
  // The one that the caller came with.
  shows: { logintoken: 'nothing' },
  run: async ({ store }, caller) => {
    const { account } = await logOut(store, caller);
    return { account, value: caller.secret };
  },
  present: (logintoken) => ({ responsestatus: 'ok', logintoken }),
});

export const authentication = [login, logout];
