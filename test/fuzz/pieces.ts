import { escapeBytes, NOT_TEXT, toBytes } from './bytes.ts';
import type { Carrier } from './call-case.ts';
import type { CaseValue } from './values.ts';

/** A parameter of a case with what it needs of the account filled in. */
export interface ResolvedPiece {
  readonly name: string;
  readonly value: Exclude<CaseValue, { readonly kind: 'own' }>;
  readonly carrier: Carrier;
}

/** The bytes of a value where nothing is percent-encoded. */
export function bytesOf(value: ResolvedPiece['value']): Buffer {
  switch (value.kind) {
    case 'bytes':
      return Buffer.from(value.hex, 'hex');
    case 'broken':
      return Buffer.from(value.raw);
    case 'json':
      return Buffer.from(value.literal);
    default:
      return toBytes(value.text);
  }
}

/** A pair of a query or form. */
export function escapePair({ name, value }: ResolvedPiece, mayBeRaw: boolean): string {
  const escaping = value.kind === 'text' ? value.escaping : 'few';
  const written =
    value.kind === 'broken'
      ? value.raw.replaceAll(' ', '+')
      : escapeBytes(bytesOf(value), escaping, mayBeRaw);
  return `${escapeBytes(toBytes(name), 'few', false)}=${written}`;
}

/** What a value of a query or form says. */
export function decoded({ value }: ResolvedPiece): string {
  return value.kind === 'bytes' || value.kind === 'broken' ? NOT_TEXT : literalText(value);
}

/** What a value says where nothing is percent-encoded. */
export function literalText(value: ResolvedPiece['value']): string {
  if (value.kind === 'bytes') return NOT_TEXT;
  const text = bytesOf(value).toString();
  return value.kind === 'text' || value.kind === 'file'
    ? value.text.isWellFormed()
      ? value.text
      : NOT_TEXT
    : text;
}
