import { askEndpoint, type CallerServices } from '../../../dialects/kernel/ask.ts';
import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { BookList, BookReader, WireEntry } from '../../../dialects/kernel/read-back.ts';
import { isList, isStream, pagesOf, type Wire } from '../../../dialects/kernel/wire.ts';
import type { Credential } from '../../../domain/credential.ts';
import { DomainError } from '../../../domain/errors.ts';
import { getEndpoint } from '../vendor/calls.ts';

/** The items of a list that an operation answers with, as a client would be sent them. Rejects with `store-unavailable`. */
export async function* askList(
  dialect: Dialect,
  reader: BookReader,
  { endpoint, list, repeats }: BookList,
  store: CallerServices['store'],
  caller: Credential,
): AsyncGenerator<WireEntry> {
  const body = await askEndpoint(
    dialect,
    getEndpoint(dialect, endpoint),
    {},
    { store, answers: 'documented' },
    caller,
  );
  const envelope = new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value]));
  const verdict = reader.readVerdict(envelope);
  if (verdict !== 'ok') throw explainRefusal(reader, verdict?.refused ?? 'no verdict');
  for await (const item of itemsOf(envelope.get(list) ?? [])) {
    const entry = item as Readonly<Record<string, Wire>>;
    yield entry;
    // A list within an entry must have been read before the next entry is.
    for await (const _ of itemsOf(entry[repeats ?? ''] ?? []));
  }
}

/** The items of a list, be it whole or a stream. */
export async function* itemsOf(value: Wire): AsyncGenerator<Wire> {
  if (isStream(value)) for await (const page of pagesOf(value)) yield* page;
  else if (isList(value)) yield* value;
}

function explainRefusal({ passing }: BookReader, code: string): Error {
  if (passing.includes(code)) return new DomainError('store-unavailable', { reason: code });
  return new Error(`an account that is not disabled was refused its own list with ${code}`);
}
