import { openRaw } from '../../support/raw-socket.ts';
import { askRaw, type CanaryAnswer } from './answers.ts';
import { SECRET } from './every-parameter.ts';
import type { Marks } from './marks.ts';

const END = '\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** Requests that are refused before any operation sees them, with a mark wherever one can stand. */
function refusedRequests(mark: (place: string) => string): Readonly<Record<string, string>> {
  const query = (place: string) => `/api/contacts/get?logintoken=${mark(`token ${place}`)}`;
  const post = (type: string, body: string, path = '/contact/create/api.json') =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`;
  const json = 'application/json';
  const many = Array.from({ length: 101 }, (_, index) => `${mark(`name ${index}`)}=1`).join('&');
  return {
    'an unknown method': `${mark('method')} ${query('of an unknown method')} HTTP/1.1${END}`,
    ...Object.fromEntries(
      ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'HEAD', 'PROPFIND'].map((method) => [
        method,
        `${method} ${query(method)} HTTP/1.1${END}`,
      ]),
    ),
    CONNECT: `CONNECT ${mark('host of CONNECT')}:443 HTTP/1.1${END}`,
    'an upgrade': `GET ${query('of an upgrade')} HTTP/1.1\r\nUpgrade: ${mark('upgrade')}\r\nConnection: Upgrade, close\r\nHost: localhost\r\n\r\n`,
    'an unknown version': `GET ${query('of an unknown version')} HTTP/9.9${END}`,
    'no version': `GET ${query('without a version')}\r\n\r\n`,
    'a line that is none': `${mark('line')}\r\n\r\n`,
    'a TLS hello': `\x16\x03\x01\x02\x00\x01${mark('TLS')}\r\n\r\n`,
    'a header without a colon': `GET ${query('beside a bad header')} HTTP/1.1\r\n${mark('bad header')}${END}`,
    'a header with a blank': `GET / HTTP/1.1\r\n${mark('name')} x: ${mark('value of a bad name')}${END}`,
    'a header with U+0000': `GET / HTTP/1.1\r\nX-Key: \0${mark('value with U+0000')}${END}`,
    'a length that is none': `POST ${query('beside a bad length')} HTTP/1.1\r\nContent-Length: ${mark('length')}${END}`,
    'an unknown coding': `POST / HTTP/1.1\r\nTransfer-Encoding: ${mark('coding')}${END}${mark('body')}`,
    'a bad chunk': `POST / HTTP/1.1\r\nTransfer-Encoding: chunked${END}${mark('chunk size')}\r\n`,
    'two lengths': `POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked${END}${mark('of two lengths')}`,
    'too many header bytes': `GET ${query('beside long headers')} HTTP/1.1\r\nX-Key: ${mark('long header')}${'x'.repeat(20_000)}${END}`,
    'a line too long': `GET ${query('of a long line')}${'x'.repeat(20_000)} HTTP/1.1${END}`,
    'an odd expectation': `GET ${query('beside an expectation')} HTTP/1.1\r\nExpect: ${mark('expectation')}${END}`,
    'an unknown path': `GET /${mark('path')}/api.json?key=${mark('key of no path')} HTTP/1.1${END}`,
    'an unknown path of /api': `GET /api/${mark('path of api')}?logintoken=${mark('token of no path')} HTTP/1.1${END}`,
    'an unknown path of /api/4': `GET /api/4/${mark('path of api/4')} HTTP/1.1${END}`,
    'a path that is not UTF-8': `GET /api/%ff${mark('bad path')} HTTP/1.1${END}`,
    'an absolute target': `GET http://user:${mark('password of a target')}@${mark('host of a target')}/api/contacts/get HTTP/1.1${END}`,
    'an odd host': `GET /livez HTTP/1.1\r\nHost: ${mark('host')} x\r\nConnection: close\r\n\r\n`,
    'a body too large': post('text/plain', `key=${mark('large body')}&x=${'x'.repeat(5000)}`),
    'broken JSON': post(json, `{"key":"${mark('broken JSON')}"`),
    'JSON that is no object': post(json, `["${mark('JSON list')}"]`),
    'JSON that is deep': post(
      json,
      `{"user":{"key":"${mark('deep JSON')}"},"key":["${mark('JSON list of keys')}"]}`,
    ),
    'too many parameters': post('application/x-www-form-urlencoded', many),
    'bytes that are not UTF-8': post(
      'application/x-www-form-urlencoded',
      `user=%ff${mark('user')}&key=%ff${mark('bad bytes')}`,
    ),
    'a broken multipart': post('multipart/form-data; boundary=b', `--b\r\n${mark('multipart')}`),
    'a multipart without a boundary': post('multipart/form-data', mark('no boundary')),
    'half a body': `POST /api/contacts/get HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nlogintoken=${mark('half a body')}`,
    'half a body for Txty': `POST /view/user/api.json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nkey=${mark('half a body of Txty')}`,
    'HTTP/1.0': `GET ${query('of HTTP/1.0')} HTTP/1.0\r\n\r\n`,
  };
}

/** Sends them all, and breaks connections off in the middle of a request and of an answer. */
export async function sendBelowHttp(
  port: number,
  marks: Marks,
  listPath: string,
): Promise<readonly CanaryAnswer[]> {
  const requests = refusedRequests((place) => marks.add(`${SECRET} ${place}`));
  const answers = await Promise.all(
    Object.entries(requests).map(([what, bytes]) => askRaw(what, port, bytes)),
  );
  const broken = await openRaw(port);
  broken.write(
    `POST /api/contacts/get HTTP/1.1\r\nContent-Length: 99\r\nCookie: ${marks.add(`${SECRET} broken off`)}`,
  );
  broken.destroy();
  const unread = await openRaw(port);
  unread.write(`GET ${listPath} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(3));
  unread.destroy();
  return answers;
}
