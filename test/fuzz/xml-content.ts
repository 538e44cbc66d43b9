import { XMLValidator } from 'fast-xml-parser';
import { type Captures, type Expected, firstOf, isHole } from './expected.ts';

/** An element: the elements in it, or its text where it has none. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
}

const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'gu');
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a document as a strict parser of XML 1.0 does. Throws where it is not well-formed. */
export function readDocument(text: string): Element {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`the XML is not well-formed: ${valid.err.msg}`);
  // The validator looks at the tags only.
  if (FORBIDDEN.test(text)) throw new Error('the XML holds a character that XML 1.0 has not');
  const body = text.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\n/, '');
  if (body === text) throw new Error('the XML has no declaration');
  const stack: { name: string; children: Element[]; text: string }[] = [{ name: '', children: [], text: '' }];
  for (const [, closing, name = '', content] of body.matchAll(/<(\/?)([A-Za-z]\w*)>|([^<]+)/g)) {
    const top = stack.at(-1);
    if (top === undefined) throw new Error('the XML closes what it has not opened');
    if (content !== undefined) top.text += decodeText(content);
    else if (closing === '') stack.push({ name, children: [], text: '' });
    else {
      stack.pop();
      if (top.children.length > 0 && top.text !== '') throw new Error(`<${name}> has text between elements`);
      stack.at(-1)?.children.push(top);
    }
  }
  const [root] = stack[0]?.children ?? [];
  if (stack.length !== 1 || root?.name !== 'response') throw new Error('the XML has no root <response>');
  return root;
}

function decodeText(raw: string): string {
  // A parser hands a carriage return that is no reference on as a line feed.
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+))?;?/g, (whole, decimal, hex, name) => {
      const known = name === undefined ? undefined : ENTITIES[name];
      if (known !== undefined && whole.endsWith(';')) return known;
      const character = String.fromCodePoint(
        decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal),
      );
      if (FORBIDDEN.test(character))
        throw new Error(`the XML refers to a character that it can not hold: ${whole}`);
      return character;
    });
}

/** What is wrong with an element, undefined where it holds what JSON would. */
export function findXmlDifference(
  expected: Expected,
  element: Element,
  captures: Captures,
): string | undefined {
  const { name, children, text } = element;
  if (expected === null || typeof expected !== 'object') {
    const wanted = expected === null ? '' : String(expected).replace(ALL_FORBIDDEN, '');
    const fits = children.length === 0 && text === wanted;
    return fits ? undefined : `<${name}> holds ${JSON.stringify(text)}, not ${JSON.stringify(wanted)}`;
  }
  if (isHole(expected)) {
    if (children.length > 0) return `<${name}> holds elements`;
    const isNull = text === '' && expected.type === 'number or null';
    if (!isNull && !expected.accepts(text))
      return `<${name}> holds ${JSON.stringify(text)}, which can not be`;
    captures.set(expected.hole, isNull ? null : text);
    return undefined;
  }
  if (text !== '') return `<${name}> holds the text ${JSON.stringify(text)}`;
  const members = Array.isArray(expected)
    ? expected.map((item) => [name.replace(/s$/, ''), item] as const)
    : Object.entries(expected);
  const names = members.map(([key]) => key).join();
  const found = children.map((child) => child.name).join();
  if (found !== names) return `<${name}> holds the elements ${found}, not ${names}`;
  return firstOf(members, ([, member], index) => {
    const child = children[index];
    return child === undefined ? `<${name}> is short` : findXmlDifference(member, child, captures);
  });
}
