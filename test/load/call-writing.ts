import { pathsOf } from '../../dialects/kernel/mount.ts';
import type { SampleParameters } from '../support/sample-call.ts';
import type { MixedOperation } from './mix-roles.ts';

/** A request as it is sent, and how the answer of a success can be told. */
export interface WrittenCall {
  readonly request: string;
  readonly isSuccess: (body: Buffer) => boolean;
}

const XML_SHARE = 0.1;

/** Makes the writer of an operation's calls: at each of its paths, by GET and POST, mostly in JSON. */
export function createCallWriter(operation: MixedOperation): (parameters: SampleParameters) => WrittenCall {
  const { dialect, endpoint, role } = operation;
  const paths = pathsOf(dialect, endpoint);
  const byPath = dialect.suffixes.includes('.xml');
  const changes = role.makes !== undefined || role.uses !== undefined || role.ends !== undefined;
  const successIn = { json: markSuccess(operation, 'json'), xml: markSuccess(operation, 'xml') };
  return (parameters) => {
    const format = Math.random() < XML_SHARE ? 'xml' : 'json';
    const fitting = byPath ? paths.filter((path) => path.endsWith(`.${format}`)) : paths;
    const path = fitting[Math.floor(Math.random() * fitting.length)] ?? '/';
    const sent = new URLSearchParams(
      byPath || format === 'json' ? parameters : { ...parameters, format },
    ).toString();
    const request = changes && Math.random() < 0.5 ? writePost(path, sent) : writeGet(path, sent);
    return { request, isSuccess: successIn[format] };
  };
}

function writeGet(path: string, query: string): string {
  return `GET ${query === '' ? path : `${path}?${query}`} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

function writePost(path: string, form: string): string {
  const headers = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n${form}`;
}

/** What a success holds and no failure does, by the endpoint's own example. */
function markSuccess({ name, endpoint }: MixedOperation, format: 'json' | 'xml') {
  const { example, bareKey } = endpoint;
  if (bareKey !== undefined && format === 'json') {
    const start = Buffer.from('[{"');
    return (body: Buffer) => body.subarray(0, start.length).equals(start);
  }
  const key = bareKey ?? ['success', 'responsestatus'].find((member) => member in example);
  if (key === undefined) throw new Error(`the example of "${name}" does not show how a success can be told`);
  const value = String(example[key]);
  const marks = { json: `"${key}":"${value}"`, xml: bareKey ? `<${key}>` : `<${key}>${value}</${key}>` };
  const mark = Buffer.from(marks[format]);
  return (body: Buffer) => body.includes(mark);
}
