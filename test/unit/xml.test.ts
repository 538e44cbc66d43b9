import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { xml } from '../../dialects/kernel/formats.ts';
import type { Wire, WireObject } from '../../dialects/kernel/wire.ts';
import { anyText } from '../support/any-text.ts';
import { anyAnswer, textOf } from '../support/wire-values.ts';

const parser = new XMLParser({
  trimValues: false,
  parseTagValue: false,
  processEntities: true,
  htmlEntities: true,
  ignoreDeclaration: true,
});

const render = (body: WireObject) => textOf(xml.render(body));
const parse = async (body: WireObject): Promise<unknown> => parser.parse(await render(body)).response;

const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;

describe('an answer in XML', () => {
  test('has an element for each key and one in the singular for each item', async () => {
    const body = {
      contacts: [{ name: 'John', groups: [{ id: 1 }, { id: 2 }] }],
      groups: [100, 126],
      email: null,
      sex: 1,
      ok: true,
      none: [],
    };
    expect(await render(body)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n' +
        '<response><contacts><contact><name>John</name><groups><group><id>1</id></group>' +
        '<group><id>2</id></group></groups></contact></contacts><groups><group>100</group>' +
        '<group>126</group></groups><email></email><sex>1</sex><ok>true</ok><none></none></response>',
    );
  });

  test('shows the whole answer where JSON shows a single member of it', () => {
    expect(xml.render({ dialcodes: [{ dialcode: 45 }] }, 'dialcodes')).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n' +
        '<response><dialcodes><dialcode><dialcode>45</dialcode></dialcode></dialcodes></response>',
    );
  });

  test('holds what it was made of, for whoever parses it', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async ({ whole, paged }) => {
        expect(await parse(paged())).toEqual(asParsed('response', whole));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text in XML', () => {
  test.each([
    ['<script>&amp;</script>', '&lt;script&gt;&amp;amp;&lt;/script&gt;'],
    [']]>', ']]&gt;'],
    ['a\r\nb', 'a&#13;\nb'],
    ['a\tb', 'a\tb'],
    [' a ', ' a '],
    ['"\'', '"\''],
    ['\u0085\u2028\u007F', '\u0085\u2028\u007F'],
    ['a\0b\x1Bc\uFFFEd\uFFFF', 'abcd'],
    ['<\0>', '&lt;&gt;'],
    ['😀\u{1FFFE}', '😀\u{1FFFE}'],
  ])('of %j is written %j', async (text, written) => {
    expect(await render({ name: text })).toBe(
      `<?xml version="1.0" encoding="utf-8"?>\n<response><name>${written}</name></response>`,
    );
  });

  test('is read as it was, but for what XML can not hold', async () => {
    const risky = fc.constantFrom(
      '<',
      '>',
      '&',
      '\r',
      '\n',
      '\r\n',
      ']]>',
      '&#13;',
      '&lt;',
      '<![CDATA[',
      '\0',
      '\uFFFF',
    );
    const text = fc.oneof(
      anyText(12),
      fc.array(risky, { maxLength: 5 }).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        expect(await parse({ name, end: 'end' })).toEqual({ name: name.replace(FORBIDDEN, ''), end: 'end' });
      }),
      { numRuns: 500 },
    );
  });
});

/** What the parser makes of an element: texts alone, and a list of one item like that item. */
function asParsed(name: string, value: Wire): unknown {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value).replace(FORBIDDEN, '');
  if (Array.isArray(value)) {
    const items = value.map((item: Wire) => asParsed(singular(name), item));
    return items.length === 0 ? '' : { [singular(name)]: items.length === 1 ? items[0] : items };
  }
  const members = Object.entries(value as WireObject);
  if (members.length === 0) return '';
  return Object.fromEntries(members.map(([key, member]) => [key, asParsed(key, member)]));
}

function singular(name: string): string {
  return name.replace(/s$/, '');
}
