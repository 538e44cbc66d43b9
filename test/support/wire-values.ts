import fc from 'fast-check';
import { presentPages, type Wire, type WireObject, type WireStream } from '../../dialects/kernel/wire.ts';
import { anyText } from './any-text.ts';

/** An answer twice: with its lists whole, and with some of them in pages, which may be read once. */
export interface Answer {
  readonly whole: WireObject;
  paged(): WireObject;
}

interface Value {
  readonly whole: Wire;
  paged(): Wire;
}

const leaf: fc.Arbitrary<Value> = fc
  .oneof(
    anyText(12),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  .map((whole) => ({ whole, paged: () => whole }));

const NAMES = ['contacts', 'groups', 'contact', 'name', 'email', 'status', 'fullname', 'zipcode'];

/** Any answer. In a page only the last item may go on in pages of its own. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.letrec<{ object: Answer; value: Value; stream: Value }>(
  (tie) => {
    const page = fc.array(tie('value'), { maxLength: 3 });
    return {
      object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }).map(objectOf),
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        tie('object'),
        page.map((items) => ({ whole: items.map(wholeOf), paged: () => items.map(lastPaged) })),
        tie('stream'),
      ),
      stream: fc.array(page, { minLength: 1, maxLength: 4 }).map(streamOf),
    };
  },
).object;

function objectOf(members: Readonly<Record<string, Value>>): Answer {
  const mapMembers = (change: (value: Value) => Wire) =>
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
  return { whole: mapMembers(wholeOf), paged: () => mapMembers((member) => member.paged()) };
}

function streamOf(pages: readonly (readonly Value[])[]): Value {
  return {
    whole: pages.flat().map(wholeOf),
    paged: () => streamPages(pages.map((page) => page.map(lastPaged))),
  };
}

/** A list whose pages after the first are fetched as they are read. */
export function streamPages([first = [], ...later]: readonly (readonly Wire[])[]):
  | readonly Wire[]
  | WireStream {
  return presentPages({ first, rest: fetchPages(later) }, (item) => item);
}

async function* fetchPages(pages: readonly (readonly Wire[])[]): AsyncGenerator<readonly Wire[]> {
  yield* pages;
}

function wholeOf({ whole }: Value): Wire {
  return whole;
}

function lastPaged(value: Value, index: number, { length }: { readonly length: number }): Wire {
  return index === length - 1 ? value.paged() : value.whole;
}

/** The whole text of what a format has rendered. */
export async function textOf(rendered: string | AsyncIterable<string>): Promise<string> {
  if (typeof rendered === 'string') return rendered;
  let text = '';
  for await (const part of rendered) text += part;
  return text;
}
