import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../../dialects/kernel/endpoint.ts';
import { type Meaning, verbsFor } from '../../../domain/verbs.ts';
import {
  type Operation,
  type Parameter,
  type ParameterPair,
  parametersOf,
  type Shown,
  shownBy,
} from './parts.ts';
import { type Quirk, quirksOf } from './quirks.ts';

/** A value that the other answer does not show; `shownBy` is the operation there that does. */
export interface Hidden extends Shown {
  readonly shownBy: string | undefined;
}

/** What an operation becomes in another dialect. */
export interface Mapping {
  readonly from: Operation;
  readonly to: Operation;
  /** What is to be done beside the call where it is only the nearest one; empty where it does the same. */
  readonly how: string;
  readonly pairs: readonly ParameterPair[];
  /** Parameters that the other does not take. */
  readonly lost: readonly Parameter[];
  /** Parameters that the other demands and a call of this one may lack. */
  readonly demanded: readonly Parameter[];
  readonly hidden: readonly Hidden[];
  readonly quirks: readonly Quirk[];
}

/** What a call of an operation becomes in another dialect; undefined where there is nothing like it. Pure. */
export function mapOperation(from: Operation, other: Dialect): Mapping | undefined {
  for (const { verb, how, exact } of verbsFor(from.endpoint.verb)) {
    const endpoint = other.endpoints.find((candidate) => candidate.verb === verb);
    if (endpoint === undefined) continue;
    const to = { dialect: other, endpoint };
    const [own, theirs] = [parametersOf(from), parametersOf(to)];
    const pairs = own.flatMap((parameter) => {
      const match = theirs.find(({ meaning }) => meaning === parameter.meaning);
      return match === undefined ? [] : [{ from: parameter, to: match }];
    });
    const paired = new Set(pairs.map((pair) => pair.from));
    return {
      ...{ from, to, how, pairs },
      // A parameter that only picks is in the words of what is to be done.
      lost: exact ? own.filter((parameter) => !paired.has(parameter)) : [],
      demanded: theirs.filter((parameter) => parameter.required && !isGiven(parameter, pairs)),
      hidden: hiddenOf(from, to),
      quirks: quirksOf(from, to, pairs),
    };
  }
  return undefined;
}

function isGiven(parameter: Parameter, pairs: readonly ParameterPair[]): boolean {
  return pairs.some(({ from, to }) => to === parameter && from.required);
}

function hiddenOf(from: Operation, to: Operation): readonly Hidden[] {
  const shown = shownBy(to).map(({ meaning }) => meaning);
  const { means, shows } = from.endpoint;
  // The groups of a contact are not where the groups are.
  const about = [...Object.values(means), ...Object.values(shows)].filter((meaning) => meaning === 'contact');
  return shownBy(from)
    .filter(({ meaning }) => !shown.includes(meaning))
    .map((value) => ({ ...value, shownBy: findShowing(to.dialect, [value.meaning, ...about]) }));
}

/** Of the operations that change nothing the one that shows the least beside them. */
function findShowing({ endpoints }: Dialect, wanted: readonly Meaning[]): string | undefined {
  const size = ({ shows }: Endpoint) => Object.keys(shows).length;
  const showsAll = ({ shows }: Endpoint) => wanted.every((meaning) => Object.values(shows).includes(meaning));
  return endpoints
    .filter((endpoint) => /\.(?:get|list)/.test(endpoint.verb) && showsAll(endpoint))
    .sort((a, b) => size(a) - size(b))[0]?.id;
}

/** Names of the parameters that every call of a dialect may have, and that another one has no way to say. Pure. */
export function lostOfEveryCall(from: Dialect, to: Dialect): readonly string[] {
  const taken = Object.values(to.means);
  const isSaid = (meaning: Meaning) =>
    meaning === 'nothing' || taken.includes(meaning) || (meaning === 'format' && to.suffixes.length > 1);
  return Object.keys(from.common).filter((name) => !isSaid(from.means[name] ?? 'nothing'));
}
