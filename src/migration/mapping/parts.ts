import { type DescribedParameter, describeParameters } from '../../../dialects/kernel/describe.ts';
import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../../dialects/kernel/endpoint.ts';
import type { CredentialKind } from '../../../domain/credential.ts';
import type { Meaning } from '../../../domain/verbs.ts';

/** An endpoint with the dialect that it belongs to. */
export interface Operation {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
}

/** A parameter of an operation's own. */
export interface Parameter extends DescribedParameter {
  readonly meaning: Meaning;
}

/** Parameters of two dialects that mean the same. */
export interface ParameterPair {
  readonly from: Parameter;
  readonly to: Parameter;
}

/** A value that an answer shows, by the keys that it has there. */
export interface Shown {
  readonly meaning: Meaning;
  readonly keys: readonly string[];
}

/** The parameters of an operation that something is done with, but for those of every call. */
export function parametersOf({ dialect, endpoint }: Operation): readonly Parameter[] {
  return describeParameters(dialect, endpoint).flatMap((parameter) => {
    const meaning = endpoint.means[parameter.name];
    return meaning === undefined || meaning === 'nothing' ? [] : [{ ...parameter, meaning }];
  });
}

/** What an operation's answer shows, each thing once. */
export function shownBy({ endpoint }: Operation): readonly Shown[] {
  const keys = new Map<Meaning, string[]>();
  for (const [key, meaning] of Object.entries(endpoint.shows)) {
    if (meaning !== 'nothing') keys.set(meaning, [...(keys.get(meaning) ?? []), key]);
  }
  return [...keys].map(([meaning, names]) => ({ meaning, keys: names }));
}

/** What clients of a dialect call with. */
export function credentialKind({ credential }: Dialect): CredentialKind | undefined {
  const anything = Object.keys(credential.params).map((name) => [name, 'x']);
  return credential.read(Object.fromEntries(anything))?.kind;
}

/** A name of the wire, as Markdown marks it. */
export function code(text: string): string {
  return `\`${text}\``;
}
