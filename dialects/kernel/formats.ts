import { hasStream, isList, isStream, pagesOf, type Wire, type WireObject, type WireStream } from './wire.ts';
import { openElement, renderElement, XML_DECLARATION } from './xml.ts';

/** How an answer is written. */
export interface Format {
  readonly name: 'json' | 'xml' | 'jsonp';
  readonly contentType: string;
  /** The whole text, or its parts where a list goes on. `bareKey` is the only member that JSON shows of the body. */
  render(body: WireObject, bareKey?: string): string | AsyncIterable<string>;
}

export const json: Format = {
  name: 'json',
  contentType: 'application/json; charset=utf-8',
  render: (body, bareKey) => renderJson(shown(body, bareKey)),
};

/** XML 1.0 below a root `response`. */
export const xml: Format = {
  name: 'xml',
  contentType: 'application/xml; charset=utf-8',
  render: (body) =>
    hasStream(body) ? streamDocument(body) : `${XML_DECLARATION}${renderElement(ROOT, body)}`,
};

const ROOT = 'response';

/** JSON as the argument of a call; `callback` must have been checked by `isCallback`. */
export function jsonp(callback: string): Format {
  return {
    name: 'jsonp',
    contentType: 'application/javascript; charset=utf-8',
    render: (body, bareKey) => {
      const rendered = renderJson(shown(body, bareKey));
      return typeof rendered === 'string'
        ? `/**/${callback}(${escapeScript(rendered)});`
        : streamJsonp(callback, rendered);
    },
  };
}

const CALLBACK = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;
const CALLBACK_LIMIT = 128;

/** True for a dotted JavaScript identifier of at most 128 characters. */
export function isCallback(name: string): boolean {
  return name.length <= CALLBACK_LIMIT && CALLBACK.test(name);
}

/** These two end a line in JavaScript before ES2019, but not in JSON. */
function escapeScript(text: string): string {
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

async function* streamJsonp(callback: string, parts: AsyncIterable<string>): AsyncGenerator<string> {
  yield `/**/${callback}(`;
  for await (const part of parts) yield escapeScript(part);
  yield ');';
}

function shown(body: WireObject, bareKey: string | undefined): Wire {
  return (bareKey === undefined ? undefined : body[bareKey]) ?? body;
}

function renderJson(value: Wire): string | AsyncIterable<string> {
  return hasStream(value) ? streamJson(value) : JSON.stringify(value);
}

async function* streamJson(value: Wire): AsyncGenerator<string> {
  if (!hasStream(value)) yield JSON.stringify(value);
  else if (isStream(value)) yield* streamJsonPages(value);
  else if (isList(value)) yield* streamJsonItems(value, '[', ']');
  else yield* streamJsonObject(value as WireObject);
}

async function* streamJsonObject(value: WireObject): AsyncGenerator<string> {
  let separator = '{';
  for (const [key, member] of Object.entries(value)) {
    yield `${separator}${JSON.stringify(key)}:`;
    yield* streamJson(member);
    separator = ',';
  }
  yield '}';
}

async function* streamJsonPages(stream: WireStream): AsyncGenerator<string> {
  yield '[';
  let separator = '';
  for await (const page of pagesOf(stream)) {
    if (page.length === 0) continue;
    yield* streamJsonItems(page, separator, '');
    separator = ',';
  }
  yield ']';
}

/** A page is one part, unless its last item goes on. */
async function* streamJsonItems(
  items: readonly Wire[],
  before: string,
  after: string,
): AsyncGenerator<string> {
  const goesOn = hasStream(items.at(-1));
  const whole = goesOn ? items.slice(0, -1) : items;
  yield `${before}${JSON.stringify(whole).slice(1, -1)}`;
  const last = items.at(-1);
  if (goesOn && last !== undefined) {
    if (whole.length > 0) yield ',';
    yield* streamJson(last);
  }
  yield after;
}

async function* streamDocument(body: Wire): AsyncGenerator<string> {
  yield XML_DECLARATION;
  yield* streamElement(ROOT, body);
}

async function* streamElement(name: string, value: Wire): AsyncGenerator<string> {
  if (!hasStream(value)) {
    yield renderElement(name, value);
    return;
  }
  const element = openElement(name);
  yield element.start;
  if (isStream(value)) {
    for await (const page of pagesOf(value)) yield* streamElements(element.itemName, page);
  } else if (isList(value)) {
    yield* streamElements(element.itemName, value);
  } else {
    for (const [key, member] of Object.entries(value as WireObject)) yield* streamElement(key, member);
  }
  yield element.end;
}

async function* streamElements(name: string, items: readonly Wire[]): AsyncGenerator<string> {
  const goesOn = hasStream(items.at(-1));
  const whole = goesOn ? items.slice(0, -1) : items;
  yield whole.map((item) => renderElement(name, item)).join('');
  const last = items.at(-1);
  if (goesOn && last !== undefined) yield* streamElement(name, last);
}
