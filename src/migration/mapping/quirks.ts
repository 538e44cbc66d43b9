import * as v from 'valibot';
import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Wire } from '../../../dialects/kernel/wire.ts';
import type { CredentialKind } from '../../../domain/credential.ts';
import { code, credentialKind, type Operation, type ParameterPair, shownBy } from './parts.ts';

/** A difference beyond what operations take and show. */
export interface Quirk {
  /** The parameter that it comes of; undefined where it is every call's. */
  readonly parameter: string | undefined;
  /** What can't be said any more: a phone that is no number, or that there is to be nothing. */
  readonly narrows: 'phone' | 'empty' | undefined;
  /** A sentence with Markdown's marks for code. */
  readonly text: string;
}

/** How two operations differ beyond what they take and show. Pure. */
export function quirksOf(from: Operation, to: Operation, pairs: readonly ParameterPair[]): readonly Quirk[] {
  const always = [
    ...(from.endpoint.verb === 'log-in' ? issueQuirks(from.dialect, to.dialect) : []),
    ...unsetQuirks(from, to),
  ];
  const ofPairs = pairs.flatMap((pair) =>
    [
      ...listQuirks(pair).map(widely),
      ...phoneQuirks(pair, from.dialect, to.dialect),
      ...clearQuirks(pair, from, to).map((text) => ({ text, narrows: 'empty' as const })),
    ].map((quirk) => ({ ...quirk, parameter: pair.from.name })),
  );
  return [...ofPairs, ...always.map((text) => ({ ...widely(text), parameter: undefined }))];
}

type OfPair = Omit<Quirk, 'parameter'>;

function widely(text: string): OfPair {
  return { text, narrows: undefined };
}

const KINDS: Readonly<Record<CredentialKind, string>> = {
  token: 'a login token, which ends some time after its last use',
  key: 'a key, which stays until it is deleted',
};

function issueQuirks(from: Dialect, to: Dialect): readonly string[] {
  const [own, theirs] = [credentialKind(from), credentialKind(to)];
  if (own === undefined || theirs === undefined || own === theirs) return [];
  return [`Returns ${KINDS[theirs]}, instead of ${KINDS[own]}.`];
}

function listQuirks({ from, to }: ParameterPair): readonly string[] {
  if (!from.isList || to.isList) return [];
  return [`${code(from.name)} may name several, ${code(to.name)} names one: a call for each.`];
}

function phoneQuirks({ from, to }: ParameterPair, own: Dialect, theirs: Dialect): readonly OfPair[] {
  if (from.meaning !== 'phone') return [];
  const [rule, other] = [own.spelling.phone, theirs.spelling.phone];
  const [name, otherName] = [code(from.name), code(to.name)];
  const quirks: OfPair[] = [];
  if (rule.otherwise === 'keep' && other.otherwise === 'refuse')
    quirks.push({
      text: `${otherName} refuses what is no possible number, ${name} keeps it as a text.`,
      narrows: 'phone',
    });
  if (rule.otherwise === 'refuse' && other.otherwise === 'keep')
    quirks.push(widely(`${otherName} keeps what is no possible number as a text, ${name} refuses it.`));
  if (rule.reading !== other.reading)
    quirks.push(
      widely(
        `Digits without a plus sign are read as ${FIRST[other.reading]} in ${otherName}, as ${FIRST[rule.reading]} in ${name}.`,
      ),
    );
  return quirks;
}

const FIRST = { home: 'a home number first', international: 'an international one first' } as const;

/** Sending nothing in a parameter may clear what is there, or be refused. */
function clearQuirks({ from, to }: ParameterPair, own: Operation, theirs: Operation): readonly string[] {
  const there = takesEmpty(theirs, to.name);
  if (takesEmpty(own, from.name) !== 'clears it' || there === 'clears it') return [];
  const [dialect, other] = [own.dialect.name, theirs.dialect.name];
  return [
    `An empty ${code(from.name)} clears it in ${dialect}, and an empty ${code(to.name)} ${there} in ${other}.`,
  ];
}

function takesEmpty({ endpoint }: Operation, name: string): 'clears it' | 'is refused' | 'does nothing' {
  const schema = endpoint.params[name];
  const parsed = schema === undefined ? undefined : v.safeParse(schema as v.GenericSchema, '');
  if (parsed?.success !== true) return 'is refused';
  return parsed.output === null ? 'clears it' : 'does nothing';
}

function unsetQuirks(from: Operation, to: Operation): readonly string[] {
  const [own, shown] = [from, to].map((operation) => shownBy(operation).map(({ meaning }) => meaning));
  if (own === undefined || shown === undefined) return [];
  // What is not set is a contact's.
  if (!own.includes('contact') || !shown.includes('contact')) return [];
  return own.flatMap((meaning) => {
    const [here, there] = [from.dialect.spelling.unset[meaning], to.dialect.spelling.unset[meaning]];
    if (!shown.includes(meaning) || here === undefined || there === undefined) return [];
    if (written(here) === written(there)) return [];
    return [`No ${meaning} is shown as ${code(written(there))}, not ${code(written(here))}.`];
  });
}

function written(value: Wire): string {
  return JSON.stringify(value);
}
