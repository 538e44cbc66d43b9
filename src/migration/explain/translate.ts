import * as v from 'valibot';
import type { ParameterValue, ParameterValues } from '../../../dialects/kernel/parameters.ts';
import type { Identity, Ref, Sex } from '../../../domain/contact.ts';
import { type Region, readPhone } from '../../../domain/phone.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Operation, Parameter } from '../mapping/parts.ts';

/** What is to be known of an address book to put a call into other words. */
export interface Lookup {
  readonly region: Region;
  contact(ref: Ref): Promise<Identity | undefined>;
  group(ref: Ref): Promise<Identity | undefined>;
}

/**
 * The parameters of the calls that an operation's call becomes, but for the credential: of several where a list of
 * it must be sent one by one. What can't be read, or is not there, is handed on as it was sent.
 */
export async function translateValues(
  { from, to, pairs }: Mapping,
  values: ParameterValues,
  lookup: Lookup,
): Promise<readonly ParameterValues[]> {
  let calls: readonly ParameterValues[] = [{}];
  for (const pair of pairs) {
    const sent = values[pair.from.name];
    if (sent === undefined) continue;
    const texts = await translateItems(pair.from, from, to, sent, lookup);
    calls = calls.flatMap((call) => spread(call, pair.to, texts));
  }
  return calls;
}

function spread(
  call: ParameterValues,
  { name, isList }: Parameter,
  texts: readonly string[],
): ParameterValues[] {
  if (isList) return [{ ...call, [name]: texts }];
  return texts.map((text) => ({ ...call, [name]: text }));
}

async function translateItems(
  { name, meaning }: Parameter,
  from: Operation,
  to: Operation,
  sent: ParameterValue,
  lookup: Lookup,
): Promise<readonly string[]> {
  const schema = from.endpoint.params[name];
  const parsed = schema === undefined ? undefined : v.safeParse(schema as v.GenericSchema, sent);
  const asSent = [sent].flat();
  if (parsed?.success !== true || parsed.output === undefined) return asSent;
  if (parsed.output === null) return [''];
  const [own, theirs] = [from.dialect.spelling, to.dialect.spelling];
  const items: readonly unknown[] = [parsed.output].flat();
  return Promise.all(
    items.map(async (item) => {
      const text = String(item);
      switch (meaning) {
        case 'contact':
        case 'group': {
          const identity = await lookup[meaning](own.ids.read(text));
          return identity === undefined ? text : theirs.ids.write(identity);
        }
        case 'phone':
          return theirs.phone.write(readPhone(text, own.phone.reading, lookup.region) ?? { text });
        case 'sex':
          return theirs.sex?.(item as Sex) ?? text;
        default:
          return text;
      }
    }),
  );
}
