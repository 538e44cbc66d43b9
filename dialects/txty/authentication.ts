import { logIn } from '../../domain/login.ts';
import { deleteKey, getOwnAccount } from '../../domain/sessions.ts';
import { anyText, credentialText, optional } from '../kernel/fields.ts';
import { callerEndpoint, descriptionText, openEndpoint, requiredText } from './fields.ts';
import { presentAccount, success } from './present.ts';
import { ACCOUNT } from './shows.ts';

const login = openEndpoint({
  id: 'user.newapikey',
  path: '/user/newapikey/login',
  summary: 'Checks a password and returns a new API key.',
  verb: 'log-in',
  source: 'vendor',
  params: {
    user: credentialText('User name or e-mail address, in any case.'),
    pass: credentialText('Password of the account.'),
    description: optional(descriptionText, 'What the key is for.'),
    tfkey: anyText('Second factor. Not used.'),
  },
  means: { user: 'user name', pass: 'password', description: 'description', tfkey: 'nothing' },
  secret: ['pass', 'tfkey'],
  errors: ['USER_NOT_FOUND', 'ACCESS_DENIED', 'TOO_MANY_LOGINS', 'DESCRIPTION_INVALID'],
  example: success('ADDED_KEY', { newapikey: { controlapikey: 1, key: '3f1c9a40b1f04e0d9c6f2f0d5d4f7a11' } }),
  shows: { controlapikey: 'number of the key', key: 'credential' },
  run: (services, visitor, { user = '', pass = '', description }) =>
    logIn(services, { ...visitor, user, password: pass }, 'key', description ?? null),
  present: ({ id, secret }) => success('ADDED_KEY', { newapikey: { controlapikey: id, key: secret } }),
});

const deleteApiKey = callerEndpoint({
  id: 'user.deleteapikey',
  path: '/user/deleteapikey/api',
  summary: 'Ends one of the account’s API keys.',
  verb: 'key.delete',
  source: 'vendor',
  params: { apikey: requiredText('EMPTY_APIKEY', 'The key to end.') },
  means: { apikey: 'credential' },
  secret: ['apikey'],
  errors: ['EMPTY_APIKEY', 'APIKEY_NOT_FOUND'],
  example: success('DELETE_APIKEY'),
  shows: {},
  run: ({ store }, caller, { apikey }) => deleteKey(store, caller, apikey.trim()),
  present: () => success('DELETE_APIKEY'),
});

const viewUser = callerEndpoint({
  id: 'view.user',
  path: '/view/user/api',
  summary: 'Returns the account.',
  verb: 'account.get',
  source: 'vendor',
  params: {},
  means: {},
  errors: [],
  example: success('VIEW_USER', {
    user: presentAccount({
      id: 1,
      userName: 'demo',
      email: 'demo@example.com',
      region: 'DK',
      answers: null,
      disabled: false,
      hasPassword: true,
      dialects: {},
      createdAt: new Date(0),
    }),
  }),
  shows: ACCOUNT,
  run: ({ store }, caller) => getOwnAccount(store, caller),
  present: (account) => success('VIEW_USER', { user: presentAccount(account) }),
});

export const authentication = [login, deleteApiKey, viewUser];
