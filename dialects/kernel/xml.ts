import { isList, type Wire, type WireObject } from './wire.ts';

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

// What XML 1.0 can't hold (its production 2, Char). Well-formed text has no lone surrogates.
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
const SPECIAL = /[&<>\r]/g;
const NEEDS_CARE = /[&<>\0-\x08\x0B-\x1F\uFFFE\uFFFF]/;
// A parser turns a bare carriage return into a line feed, so it travels as a reference.
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** One element: a list holds one element for each item, named in the singular; null is an empty element. */
export function renderElement(name: string, value: Wire): string {
  return `<${name}>${renderContent(name, value)}</${name}>`;
}

/** The tags of an element and the name of the items in it, for a list that is sent page by page. */
export function openElement(name: string) {
  return { start: `<${name}>`, end: `</${name}>`, itemName: singular(name) };
}

function renderContent(name: string, value: Wire): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) {
    const item = singular(name);
    let content = '';
    for (const member of value) content += renderElement(item, member);
    return content;
  }
  let content = '';
  for (const [key, member] of Object.entries(value as WireObject)) content += renderElement(key, member);
  return content;
}

function escapeText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return text.replace(FORBIDDEN, '').replace(SPECIAL, (character) => ESCAPES[character] ?? '');
}

/** `contacts` holds `contact`. */
function singular(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : name;
}
