import type { HttpAnswer } from './http-answer.ts';
import { judgeStatus } from './judge.ts';
import { readDocument } from './xml-content.ts';

export type Owner = 'filemail' | 'txty' | 'gateway' | 'any';

/** Of a request that is no HTTP and came in several packets, only the last one is looked at for its path. */
export const PACKETS_HIDE_THE_PATH = true;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Throws where an answer is outside the envelope of the dialect that owns its path, whatever the request
 * was. Resolves to the name of the outcome.
 */
export function judgeEnvelope(answer: HttpAnswer, owner: Owner, isHead = false): string {
  judgeStatus(answer.status);
  for (const [name, value] of [
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
  ] as const) {
    const found = answer.headers.get(name)?.join(', ');
    if (found !== value) throw new Error(`${name} is ${found}, not ${value}`);
  }
  if (isHead) return 'HEAD';
  const type = answer.headers.get('content-type')?.join(', ') ?? 'none';
  const text = utf8.decode(answer.body);
  const keys = keysOf(type, text, owner);
  if (keys === undefined) return 'text';
  const dialect = dialectOf(keys);
  if (dialect === undefined)
    throw new Error(`an answer is in the envelope of no dialect: ${text.slice(0, 300)}`);
  // What is no question for the gateway itself lies below no mount but that of all paths.
  const words = owner === 'gateway' ? 'txty' : owner;
  if (words !== 'any' && words !== dialect)
    throw new Error(`an answer for ${owner} is in the words of ${dialect}: ${text.slice(0, 300)}`);
  const failed = keys[0] === 'responsestatus' && keys[1] === 'errorcode' ? true : keys[1] === 'error';
  if (answer.status !== 200 && !failed)
    throw new Error(`${answer.status} is no error: ${text.slice(0, 300)}`);
  return failed ? 'error' : 'success';
}

function keysOf(type: string, text: string, owner: Owner): readonly string[] | undefined {
  switch (type) {
    case 'application/json; charset=utf-8':
      return Object.keys(Object(JSON.parse(text)));
    case 'application/javascript; charset=utf-8': {
      const [, json] = /^\/\*\*\/cb\((.*)\);$/s.exec(text) ?? [];
      return Object.keys(Object(JSON.parse(json ?? '')));
    }
    case 'application/xml; charset=utf-8':
      return readDocument(text).children.map(({ name }) => name);
    default: {
      if (/^text\/plain/.test(type) && (owner === 'gateway' || owner === 'any')) return undefined;
      throw new Error(`an answer is ${type}`);
    }
  }
}

const FIRST_KEYS: Readonly<Record<string, 'filemail' | 'txty'>> = {
  'responsestatus,errorcode': 'filemail',
  'responsestatus,contact': 'filemail',
  'responsestatus,Groups': 'filemail',
  'Contacts,contacts': 'filemail',
  'contacts,responsestatus': 'filemail',
  'status,responsestatus': 'filemail',
  'responsestatus,': 'filemail',
  'status,error': 'txty',
  'status,success': 'txty',
};

function dialectOf([first = '', second = '']: readonly string[]) {
  return FIRST_KEYS[`${first},${second}`];
}
