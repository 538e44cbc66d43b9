import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVendorSource } from '../../src/migration/vendor/source.ts';
import { type Behave, type HostileVendor, say, startHostileVendor } from '../support/hostile-vendor.ts';
import { answer, KEY, PATIENCE, readAll, refusalOf } from './vendor-scene.ts';

let vendor: HostileVendor;
let elsewhere: HostileVendor;
beforeAll(async () => {
  [vendor, elsewhere] = await Promise.all([startHostileVendor(), startHostileVendor()]);
});
beforeEach(() => {
  notes = [];
});

const GROUPS =
  '{"status":"success","success":"VIEW_GROUPS","groups":[{"controlgroup":7,"name":"Friends","contacts":[]}]}';
const CONTACTS =
  '{"status":"success","success":"VIEW_CONTACTS","contacts":[{"controlcontact":9,"fullname":"Jane Doe","groups":[7]}]}';

let notes: string[];

function open(trouble: string) {
  const onNote = (message: string) => notes.push(message);
  const patience = trouble.startsWith('silence') ? { ...PATIENCE, silenceMs: 500 } : PATIENCE;
  return openVendorSource({ dialect: 'txty', url: vendor.url, credential: KEY, onNote }, patience);
}

const isContacts = (url: string) => url.includes('contacts');
const answerWell: Behave = (response, call) => say(isContacts(call.url) ? CONTACTS : GROUPS)(response, call);

/** Behaves badly so many times with the list of contacts, and then well. */
function badly(behave: Behave, times = 2): Behave {
  let left = times;
  return (response, call) => {
    if (!isContacts(call.url)) return answerWell(response, call);
    left -= 1;
    return (left >= 0 ? behave : answerWell)(response, call);
  };
}

const withoutEnd = CONTACTS.slice(0, -12);
const html = answer(200, '<html>Site maintenance</html>', { 'content-type': 'text/html; charset=utf-8' });

const TROUBLES: Readonly<Record<string, readonly [Behave, string]>> = {
  'HTTP 500': [
    answer(500, 'a secret', { 'content-type': 'text/plain' }),
    'was answered with HTTP 500 (text/plain)',
  ],
  'HTTP 503 with Retry-After': [
    answer(503, '', { 'retry-after': '9' }),
    'was answered with HTTP 503 (application/json)',
  ],
  'HTTP 429 with a date': [
    answer(429, '{}', { 'retry-after': new Date(Date.now() + 9000).toUTCString() }),
    'was answered with HTTP 429 (application/json)',
  ],
  HTML: [html, 'was answered with HTTP 200 (text/html), but the answer is no whole JSON'],
  'a type that is none': [
    answer(200, 'x', { 'content-type': 'a secret' }),
    'was answered with HTTP 200 (of no known type), but the answer is no whole JSON',
  ],
  nothing: [answer(200, ''), 'was answered with HTTP 200 (application/json), but the answer is not whole'],
  'half of it': [
    answer(200, withoutEnd),
    'was answered with HTTP 200 (application/json), but the answer is no whole JSON',
  ],
  'something behind it': [
    answer(200, CONTACTS + CONTACTS),
    'was answered with HTTP 200 (application/json), but the answer is no whole JSON',
  ],
  'bytes that are no UTF-8': [
    answer(200, Buffer.from(CONTACTS.replace('Jane', 'J\u00e6ne'), 'latin1')),
    'was answered with HTTP 200 (application/json), but the answer is no whole JSON',
  ],
  'a list alone': [
    answer(200, '[]'),
    'was answered with HTTP 200 (application/json), but the answer is no JSON object',
  ],
  'entries that are none': [
    answer(200, '{"status":"success","contacts":["Jane Doe"]}'),
    'was answered with HTTP 200 (application/json), but the answer lists something else than was asked for',
  ],
  'entries without an id': [
    answer(200, CONTACTS.replace('controlcontact', 'controlkontact')),
    'was answered with HTTP 200 (application/json), but the answer lists something else than was asked for',
  ],
  'something else in place of the list': [
    answer(200, '{"status":"success","contacts":{}}'),
    'was answered with HTTP 200 (application/json), but the answer has something else in place of its list',
  ],
  'no list': [answer(200, '{"status":"success"}'), 'was answered with something else than was asked for'],
  'no verdict': [answer(200, '{"contacts":[]}'), 'was answered with something else than was asked for'],
  'a fault of its own': [
    answer(200, '{"status":"error","error":"UNKNOWN_ERROR"}'),
    'was refused with UNKNOWN_ERROR',
  ],
  'a way to somebody else': [
    (response) => {
      response.writeHead(307, { location: `${elsewhere.url}/view/contacts/api.json?key=x` }).end();
    },
    'is redirected to ELSEWHERE, where no credential is sent',
  ],
  'a connection that ends': [
    (response) => {
      response.destroy();
    },
    'found no answer, or one that was cut off (UND_ERR_SOCKET)',
  ],
  'a body that ends too early': [
    (response) => {
      response.writeHead(200, { 'content-length': '5000' }).write(CONTACTS);
      response.socket?.end();
    },
    'found no answer, or one that was cut off (UND_ERR_SOCKET)',
  ],
  silence: [() => {}, 'was not answered in time'],
  'silence in the middle': [
    (response) => {
      response.writeHead(200, {}).write(withoutEnd);
    },
    'was not answered in time',
  ],
};

describe('a vendor who answers with', () => {
  test.each(Object.entries(TROUBLES))('%s is asked again, and read in the end', async (trouble, [behave]) => {
    vendor.behave = badly(behave);
    const records = await readAll(await open(trouble));
    expect(records.map(({ kind, place }) => [kind, place])).toEqual([
      ['group', 'controlgroup 7'],
      ['contact', 'controlcontact 9'],
    ]);
    expect(notes).toHaveLength(2);
  });

  test.each(Object.entries(TROUBLES))(
    '%s is told of by no more than that',
    async (trouble, [behave, what]) => {
      vendor.behave = badly(behave, 99);
      const told = what.replace('ELSEWHERE', elsewhere.url);
      const call = `The call to ${vendor.url}/view/contacts/api.json`;
      expect(await refusalOf(open(trouble))).toBe(`${call} ${told}. It was tried 3 times.`);
      expect(notes).toEqual([2, 3].map((time) => `${call} ${told}: trying again (${time} of 3).`));
      expect(elsewhere.calls).toEqual([]);
    },
  );
});
