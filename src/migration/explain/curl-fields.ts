import type { OptionUse } from './curl-options.ts';
import { UnreadableText } from './unreadable-text.ts';

/** A part of what is sent as a form, one byte in each character, or of a JSON body. */
export interface SentField {
  readonly kind: 'form' | 'json';
  readonly text: string;
}

/** What an option of curl adds to what is sent; undefined where that is nothing. Throws an `UnreadableText`. */
export function readFormField(use: OptionUse, value: string): readonly SentField[] | undefined {
  switch (use) {
    case 'data':
      return [form(bytes(withoutFile(value)))];
    case 'raw data':
      return [form(bytes(value))];
    case 'encoded data':
      return [form(encodeData(value))];
    case 'json':
      return [{ kind: 'json', text: bytes(withoutFile(value)) }];
    case 'form':
      return [form(encodePair(value, readFormValue))];
    case 'raw form':
      return [form(encodePair(value, (text) => text))];
    default:
      return undefined;
  }
}

function form(text: string): SentField {
  return { kind: 'form', text };
}

/** `name=content`, `=content` or `content`, of which the content is to be encoded. */
function encodeData(value: string): string {
  const equals = value.indexOf('=');
  if (equals >= 0) {
    const name = value.slice(0, equals);
    return `${bytes(name)}${name === '' ? '' : '='}${encode(value.slice(equals + 1))}`;
  }
  if (value.includes('@')) throw fileRefusal();
  return encode(value);
}

/** A field of a multipart form, which says the same as one of an encoded form. */
function encodePair(value: string, read: (text: string) => string): string {
  const equals = value.indexOf('=');
  if (equals < 0) throw new UnreadableText('A form field of this curl line has no "=".');
  return `${encode(value.slice(0, equals))}=${encode(read(value.slice(equals + 1)))}`;
}

function readFormValue(text: string): string {
  if (/^[@<]/.test(text)) throw fileRefusal();
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(["\\])/g, '$1');
  return text.replace(/;\s*(?:type|filename|headers|encoder)=.*$/s, '');
}

function withoutFile(value: string): string {
  if (value.startsWith('@')) throw fileRefusal();
  return value;
}

function fileRefusal(): UnreadableText {
  return new UnreadableText('This curl line sends what is in a file, which explain does not read.');
}

function encode(text: string): string {
  // A lone surrogate can't be encoded; a word of a line that was read as UTF-8 has none but by an escape.
  return encodeURIComponent(text.toWellFormed());
}

function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
