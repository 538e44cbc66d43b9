import fc from 'fast-check';
import { dialects } from '../../dialects/index.ts';
import { describeParameters } from '../../dialects/kernel/describe.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { hostileName } from './text-values.ts';
import { type CaseValue, goodValue, hostileValue } from './values.ts';

export type Carrier = 'query' | 'body' | 'header';
export type BodyKind = 'form' | 'multipart' | 'json';

/** A parameter as a case sends it. */
export interface Piece {
  readonly name: string;
  readonly value: CaseValue;
  readonly carrier: Carrier;
}

/** One call of an endpoint. Plain data: what it needs of the account is filled in when it is sent. */
export interface CallCase {
  readonly endpoint: string;
  /** Which of the endpoint's paths, and how it is written. */
  readonly path: { readonly index: number; readonly spelling: Spelling };
  readonly method: string;
  readonly pieces: readonly Piece[];
  readonly body: { readonly kind: BodyKind; readonly type: number; readonly damage: Damage };
  /** Sizes of the chunks in which the body is sent; empty where it is sent by its length. */
  readonly chunks: readonly number[];
}

export type Spelling = 'plain' | 'upper' | 'slash' | 'doubled' | 'escaped' | 'absolute' | 'unknown';
export type Damage = 'none' | 'cut' | 'list' | 'mislabelled';

/** An endpoint with all that a case must know of it. */
export interface Target {
  readonly id: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
}

const all: readonly Dialect[] = dialects;

const targets: ReadonlyMap<string, Target> = new Map(
  all.flatMap((dialect) =>
    dialect.endpoints.map((endpoint) => {
      const id = `${dialect.name} ${endpoint.id}`;
      return [id, { id, dialect, endpoint }] as const;
    }),
  ),
);

/** The target that a case names. */
export function targetOf(id: string): Target {
  const target = targets.get(id);
  if (target === undefined) throw new Error(`there is no endpoint ${id}`);
  return target;
}

// Each password that is checked takes a core for a while, and the dialling codes are a long answer.
const RARE = /login|newapikey|dialcodes|logout|deleteapikey/;

/** Any call of any endpoint. */
export const anyCall: fc.Arbitrary<CallCase> = fc.oneof(
  ...[...targets.values()].map((target) => ({
    arbitrary: callOf(target),
    weight: RARE.test(target.id) ? 1 : 40,
  })),
);

function callOf({ id, dialect, endpoint }: Target): fc.Arbitrary<CallCase> {
  const parameters = describeParameters(dialect, endpoint).map(({ name, required }) =>
    piecesOf(dialect, name, required),
  );
  const standIns = Object.values(endpoint.standIns ?? {}).map((name) =>
    rarely(
      pieceOf(dialect, fc.constant(name), goodValue('contactgroupid')).map((piece) => [piece]),
      [],
    ),
  );
  const foreign = fc.array(pieceOf(dialect, hostileName, hostileValue('foreign')), { maxLength: 3 });
  return fc.record({
    endpoint: fc.constant(id),
    path: fc.record({
      index: fc.nat(dialect.mounts.length * dialect.suffixes.length - 1),
      spelling: oftenFirst<Spelling>('plain', 'upper', 'slash', 'doubled', 'escaped', 'absolute', 'unknown'),
    }),
    method: fc.oneof(
      { arbitrary: fc.constantFrom('POST', 'GET'), weight: 40 },
      { arbitrary: fc.constantFrom('HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'), weight: 1 },
    ),
    pieces: fc
      .tuple(
        fc.tuple(...parameters, ...standIns).map((lists) => lists.flat()),
        rarely(foreign, []),
        fc.nat(3),
      )
      .map(([own, other, rotation]) => rotate([...own, ...other], rotation)),
    body: fc.record({
      kind: fc.constantFrom<BodyKind>('form', 'multipart', 'json'),
      type: fc.nat(7),
      damage: oftenFirst<Damage>('none', 'cut', 'list', 'mislabelled'),
    }),
    chunks: rarely(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), []),
  });
}

/** A parameter as it should be in most calls; else hostile, missing, or sent more than once. */
function piecesOf(dialect: Dialect, name: string, required: boolean): fc.Arbitrary<readonly Piece[]> {
  const spelt = spellingsOf(name);
  const good = pieceOf(dialect, spelt, goodValue(name)).map((piece) => [piece]);
  const hostile = pieceOf(dialect, spelt, hostileValue(name)).map((piece) => [piece]);
  const twice = fc.array(
    pieceOf(dialect, arraySpellingsOf(name), fc.oneof(goodValue(name), hostileValue(name))),
    {
      minLength: 2,
      maxLength: 4,
    },
  );
  const absent = fc.constant([]);
  return fc.oneof(
    { arbitrary: good, weight: required ? 50 : 12 },
    { arbitrary: absent, weight: required ? 1 : 24 },
    { arbitrary: hostile, weight: /token|user|key|pass|apikey/.test(name) ? 2 : 16 },
    { arbitrary: twice, weight: 2 },
  );
}

function pieceOf(
  { inHeaders }: Dialect,
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<CaseValue>,
): fc.Arbitrary<Piece> {
  const carriers = fc.constantFrom<Carrier>('query', 'body', 'body');
  const header = { arbitrary: fc.constant<Carrier>('header'), weight: inHeaders ? 16 : 1 };
  const carrier = fc.oneof({ arbitrary: carriers, weight: 64 }, header);
  return fc.record({ name: names, value: values, carrier });
}

function spellingsOf(name: string): fc.Arbitrary<string> {
  return oftenFirst(name, name.toUpperCase(), name.slice(0, 1).toUpperCase() + name.slice(1));
}

function arraySpellingsOf(name: string): fc.Arbitrary<string> {
  return fc.constantFrom(name, name, name.toUpperCase(), `${name}[]`, `${name}[0]`, `${name}[1]`);
}

function oftenFirst<T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return rarely(fc.constantFrom(...others), first);
}

function rarely<T>(arbitrary: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 12 }, { arbitrary, weight: 1 });
}

function rotate<T>(items: readonly T[], by: number): readonly T[] {
  return [...items.slice(by), ...items.slice(0, by)];
}
