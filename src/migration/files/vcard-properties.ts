import { isUtf8 } from 'node:buffer';
import ICAL from 'ical.js';
import { type CardLines, unfold } from './vcard-lines.ts';

/** A property of a card, as far as it is of use here. */
export interface Property {
  /** In capitals and without its group. */
  readonly name: string;
  /** In lower case. */
  readonly types: readonly string[];
  /** How much it is preferred: 1 the most, 100 the least; 101 where nothing is said. */
  readonly preference: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Its parts, each with its values; most properties have one part of one value. */
  readonly parts: readonly (readonly string[])[];
}

/** A card whose lines have been read. */
export interface Card {
  readonly properties: readonly Property[];
  /** Names of properties that are not taken. */
  readonly others: readonly string[];
  /** Lines that are no property, or one that can't be read. */
  readonly unreadable: readonly string[];
}

const TEXT = { defaultType: 'text' };
const PARTS = { defaultType: 'text', structuredValue: ';', multiValue: ',' };
const VALUES = { defaultType: 'text', multiValue: ',' };

const PROPERTIES: Readonly<Record<string, object>> = {
  ...{ n: PARTS, adr: PARTS, org: PARTS, gender: PARTS, categories: VALUES, nickname: VALUES },
  ...{ fn: TEXT, email: TEXT, tel: TEXT, bday: TEXT, uid: TEXT, kind: TEXT, member: TEXT, 'x-gender': TEXT },
  ...{ 'x-addressbookserver-kind': TEXT, 'x-addressbookserver-member': TEXT },
  ...{ 'x-diglot-id': TEXT, 'x-diglot-text-id': TEXT, 'x-diglot-groups': VALUES, 'x-diglot-exact': TEXT },
};

/** One design for all versions: the library's own read dates and numbers each in its way. */
const DESIGN = {
  name: 'vcard',
  value: { text: ICAL.design.components.vcard?.value.text },
  param: { type: { multiValue: ',' } },
  property: PROPERTIES,
  propertyGroups: true,
};

const NAME = /^(?:[\w-]+\.)?([\w-]+)\s*[;:]/;
const BASE64 = /^[A-Za-z0-9+/=]{8,}$/;

/** Reads a card's lines. A line that can't be read is told of and spoils no other. */
export function readCard({ lines }: CardLines): Card {
  const version =
    /^VERSION\s*:\s*([\d.]+)/i.exec(lines.find((line) => /^VERSION/i.test(line)) ?? '')?.[1] ?? '3.0';
  const properties: Property[] = [];
  const others = new Set<string>();
  const unreadable: string[] = [];
  for (const line of unfold(lines, version)) {
    const name = NAME.exec(line)?.[1]?.toUpperCase();
    if (name === undefined) {
      if (line.trim() !== '' && !BASE64.test(line.trim())) unreadable.push(decode(line, undefined));
    } else if (!(name.toLowerCase() in PROPERTIES)) others.add(name);
    else {
      const property = readProperty(line, version);
      if (property === undefined) unreadable.push(decode(line, undefined));
      else properties.push(property);
    }
  }
  return { properties, others: [...others], unreadable };
}

const HEAD = /^((?:"[^"]*"|[^":])*):(.*)$/s;
const ENCODINGS = /^(?:QUOTED-PRINTABLE|BASE64|B|8BIT|7BIT)$/i;

function readProperty(line: string, version: string): Property | undefined {
  const [, head = '', value = ''] = HEAD.exec(line) ?? [];
  const [name = '', ...written] = head.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  // A parameter of one word is a type, or an encoding.
  const parameters = written
    .filter((part) => part !== '')
    .map((part) => (part.includes('=') ? part : `${ENCODINGS.test(part) ? 'ENCODING' : 'TYPE'}=${part}`));
  const text = decodeValue(value, parameters);
  const kept = parameters.filter((part) => !/^(?:ENCODING|CHARSET)\s*=/i.test(part));
  const escaped = version === '2.1' ? escapeOld(text, /CATEGORIES$/i.test(name)) : text;
  try {
    // An escaped backslash is put out of sight: the library takes it for the escape of what follows.
    const hidden = escaped.replaceAll('\0', '\ufffd').replaceAll('\\\\', '\0');
    const [lower, params, , ...values] = ICAL.parse.property(
      `${decode([name, ...kept].join(';'), undefined)}:${hidden}`,
      DESIGN as unknown as Parameters<typeof ICAL.parse.property>[1],
    ) as unknown as [string, Record<string, unknown>, string, ...unknown[]];
    return toProperty(lower.toUpperCase(), params, values);
  } catch {
    return undefined;
  }
}

function toProperty(name: string, parameters: Record<string, unknown>, values: readonly unknown[]): Property {
  const types = [parameters.type]
    .flat(2)
    .flatMap((type) => (typeof type === 'string' ? [type.toLowerCase()] : []));
  const preference = Number(parameters.pref) || (types.includes('pref') ? 1 : 101);
  const [value] = values;
  const parts = values.length === 1 && Array.isArray(value) ? value : [values];
  return { name, types, preference, parameters, parts: parts.map((part) => [part].flat().map(reveal)) };
}

function reveal(text: unknown): string {
  return String(text).replaceAll('\\;', ';').replaceAll('\0', '\\');
}

/** Version 2.1 escapes the semicolon alone; what is more is of later versions. */
function escapeOld(text: string, isList: boolean): string {
  const escaped = text.replace(/\\(?![;,])/g, '\\\\');
  return isList ? escaped : escaped.replace(/(?<!\\),/g, '\\,');
}

function decodeValue(value: string, parameters: readonly string[]): string {
  const charset = parameters.flatMap((part) => /^CHARSET\s*=\s*"?([\w-]+)/i.exec(part)?.[1] ?? [])[0];
  const quoted = parameters.some((part) => /^ENCODING\s*=\s*"?QUOTED-PRINTABLE/i.test(part));
  const bytes = quoted
    ? value.replace(/=([0-9A-F]{2})/gi, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      )
    : value;
  return decode(bytes, charset).replaceAll('\r\n', '\n');
}

/** Makes text of bytes: by the name of their encoding, else as UTF-8 where they can be that. */
function decode(bytes: string, charset: string | undefined): string {
  const buffer = Buffer.from(bytes, 'latin1');
  const named = charset !== undefined && !/^utf-?8$/i.test(charset) ? charset : undefined;
  if (named === undefined && isUtf8(buffer)) return buffer.toString('utf8');
  try {
    return new TextDecoder(named ?? FALLBACK).decode(buffer);
  } catch {
    return new TextDecoder(FALLBACK).decode(buffer);
  }
}

const FALLBACK = 'windows-1252';
