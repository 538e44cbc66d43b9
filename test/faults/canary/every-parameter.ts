import { dialects } from '../../../dialects/index.ts';
import { secretParameters } from '../../../dialects/kernel/describe.ts';
import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../../dialects/kernel/endpoint.ts';
import { entriesOf, pathsOf } from '../../../dialects/kernel/mount.ts';
import { ask, type CanaryAnswer } from './answers.ts';
import type { Marks } from './marks.ts';

/** Where marks are sent, and what they mean there. */
export interface CanarySite {
  readonly origin: string;
  readonly marks: Marks;
  readonly userName: string;
  readonly password: string;
  readonly key: string;
}

type Sent = Readonly<Record<string, string>>;

const all: readonly Dialect[] = dialects;

/** A mark of a place that no answer may repeat begins so. */
export const SECRET = 'secret';

/** Sends marks through every parameter of every endpoint by every source, with a right credential and with a wrong one. */
export async function sendEveryParameter(site: CanarySite): Promise<readonly CanaryAnswer[]> {
  const answers: CanaryAnswer[] = [];
  for (const dialect of all) {
    for (const endpoint of dialect.endpoints) {
      const url = `${site.origin}${pathsOf(dialect, endpoint)[0]}`;
      for (const [source, send] of Object.entries(SOURCES)) {
        const what = `${dialect.name} ${endpoint.id} by ${source}`;
        for (const parameters of [
          await rightParameters(site, dialect, endpoint, what),
          wrongParameters(site, dialect, endpoint, what),
        ])
          answers.push(await send(what, url, parameters, site.marks));
      }
    }
  }
  return answers;
}

/** Marks in every parameter, the credential among them. */
function wrongParameters({ marks }: CanarySite, dialect: Dialect, endpoint: Endpoint, what: string): Sent {
  const secret = secretParameters(dialect, endpoint);
  const names = Object.keys({ ...entriesOf(dialect, endpoint), ...dialect.common });
  return Object.fromEntries(
    names
      // The name of a function is shown as it was sent, and an odd one hides every other error.
      .filter((name) => name !== 'callback')
      .map((name) => [name, marks.add(`${secret.includes(name) ? SECRET : 'parameter'} ${name} of ${what}`)]),
  );
}

/** Parameters that are carried out, with a mark in each that is free text. */
async function rightParameters(
  site: CanarySite,
  dialect: Dialect,
  endpoint: Endpoint,
  what: string,
): Promise<Sent> {
  const { userName, password, key } = site;
  const [token, things] = [await logIn(site), await addThings(site)];
  const known: Sent = {
    ...{ logintoken: token, user: userName, username: userName, key, password, pass: password, ...things },
    ...(endpoint.id === 'user.deleteapikey' ? { apikey: await addKey(site) } : {}),
    ...{ msisdn: '4512345678', birthday: '0', sex: '1', format: 'json' },
  };
  return Object.fromEntries(
    Object.entries(wrongParameters(site, dialect, endpoint, what)).map(([name, mark]) => [
      name,
      known[name] ?? (name === 'email' ? `${mark}@example.com` : mark),
    ]),
  );
}

let lastToken: string | undefined;

/** Tokens are issued by the gateway; each is a mark from then on. */
export async function logIn({ origin, marks, userName, password }: CanarySite): Promise<string> {
  const body = new URLSearchParams({ username: userName, password });
  const response = await fetch(`${origin}/api/authentication/login`, { method: 'POST', body });
  const token = /"logintoken":"(\w+)"/.exec(await response.text())?.[1];
  if (token === undefined) throw new Error('the login was refused');
  lastToken = token;
  return marks.note('issued token', token);
}

/** A key that may be ended. */
async function addKey({ origin, marks, userName, password }: CanarySite): Promise<string> {
  const body = new URLSearchParams({ user: userName, pass: password });
  const response = await fetch(`${origin}/user/newapikey/login.json`, { method: 'POST', body });
  return marks.note('issued key', /"key":"(\w+)"/.exec(await response.text())?.[1] ?? 'no key was issued');
}

/** A contact in no group and a group, by the names of both dialects. */
async function addThings({ origin, userName: user, key }: CanarySite): Promise<Sent> {
  const create = async (path: string, more: Sent) =>
    (await fetch(`${origin}/${path}/api.json?${new URLSearchParams({ user, key, ...more })}`)).text();
  const contact =
    /"controlcontact":(\d+)/.exec(await create('contact/create', { fullname: 'Name' }))?.[1] ?? '';
  const group = /"controlgroup":(\d+)/.exec(await create('group/create', { name: 'Name' }))?.[1] ?? '';
  const list = await fetch(`${origin}/api/contacts/group/get?logintoken=${lastToken}`);
  const contactgroupid = /"contactgroupid":"(\w+)"/.exec(await list.text())?.[1] ?? '';
  return { contact, contactid: contact, group, contactgroupid };
}

type Send = (what: string, url: string, parameters: Sent, marks: Marks) => Promise<CanaryAnswer>;

/** Every way in which a request can carry a parameter, and places that carry none. */
const SOURCES: Readonly<Record<string, Send>> = {
  query: (what, url, parameters) => ask(what, `${url}?${new URLSearchParams(parameters)}`),
  form: (what, url, parameters) => ask(what, url, { method: 'POST', body: new URLSearchParams(parameters) }),
  multipart: (what, url, parameters) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(parameters)) body.append(name, value);
    return ask(what, url, { method: 'POST', body });
  },
  JSON: (what, url, parameters) =>
    ask(what, url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    }),
  headers: (what, url, parameters) => ask(what, url, { headers: parameters }),
  'the places around': (what, url, parameters, marks) => {
    const mark = (place: string) => marks.add(`${SECRET} ${place} of ${what}`);
    return ask(what, `${url}?${new URLSearchParams({ ...parameters, [mark('a name')]: mark('a value') })}`, {
      headers: {
        authorization: `Basic ${btoa(`${mark('user of authorization')}:${mark('authorization')}`)}`,
        cookie: `logintoken=${mark('cookie')}; ${mark('name of a cookie')}=1`,
        referer: `https://example.com/?logintoken=${mark('referer')}`,
        // One that holds a secret of its call is kept nowhere.
        'user-agent': `${mark('user agent')} ${Object.values(parameters).join(' ')}`,
        'x-forwarded-for': mark('forwarded for'),
        'x-request-id': mark('request id'),
        'x-api-key': mark('x-api-key'),
        [mark('name of a header')]: mark('header'),
      },
    });
  },
};
