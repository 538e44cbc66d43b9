import type { Operation } from './contact-operations.ts';
import { type CredentialState, createThing, listUsable, pickOne } from './ledger.ts';

/** A login by Filemail: a token, marked by the client's name. */
export const logInForToken: Operation = async ({ caller, ledger, next, name }) => {
  const token = createThing<CredentialState, string>(`${name}-${next()}`);
  const { userName, password } = caller.account;
  const answer = await caller.filemail('authentication/login', {
    username: userName,
    password,
    source: token.mark,
  });
  ledger.credentials.push(token);
  token.note(answer.outcome, () => ({ kind: 'token' }));
  if (answer.outcome === 'done') token.settle({ kind: 'token' }, String(answer.json.logintoken));
  return answer;
};

/** A login by Txty: a key, marked by its description. */
export const logInForKey: Operation = async ({ caller, ledger, next, name }) => {
  const key = createThing<CredentialState, string>(`${name}-${next()}`);
  const answer = await caller.txty('user/newapikey/login.json', {
    pass: caller.account.password,
    description: key.mark,
  });
  ledger.credentials.push(key);
  key.note(answer.outcome, () => ({ kind: 'key' }));
  if (answer.outcome === 'done') key.settle({ kind: 'key' }, String(Object(answer.json.newapikey).key));
  return answer;
};

/** The end of a token or key, by the dialect that it belongs to. */
export const logOut: Operation = async ({ caller, ledger }) => {
  const credential = pickOne(listUsable(ledger.credentials));
  const secret = credential?.id();
  if (credential === undefined || secret === undefined) return undefined;
  const answer =
    credential.certain()?.kind === 'token'
      ? await caller.filemail('authentication/logout', { logintoken: secret })
      : await caller.txty('user/deleteapikey/api.json', { apikey: secret });
  credential.note(answer.outcome, () => undefined);
  return answer;
};
