import type { Rehearse } from '../../../db/rehearsal.ts';
import { askEndpoint } from '../../../dialects/kernel/ask.ts';
import type { ParameterValues } from '../../../dialects/kernel/parameters.ts';
import type { Account, AnswerStyle } from '../../../domain/account.ts';
import type { Operation } from '../mapping/parts.ts';
import { type Bounded, boundAnswer } from './bounded.ts';
import { createMask, maskValue, placeholder } from './masks.ts';
import type { WrittenRequest } from './request-line.ts';

/** The account whose address book is asked. */
export interface Asked {
  readonly account: Account;
  readonly rehearse: Rehearse;
  /** The deployment's, for an account that chose none. */
  readonly answers: AnswerStyle;
}

/** What a request is answered. */
export interface ToldAnswer extends Bounded {
  /** False where it is the documented example, since the request was not carried out. */
  readonly live: boolean;
}

/** A request in another dialect and its answer. */
export interface Told extends WrittenRequest {
  readonly curl: string;
  readonly answer: ToldAnswer;
}

/** What a request becomes in another dialect. */
export interface Counterpart {
  readonly dialect: string;
  /** `null` where there is nothing like it. */
  readonly operation: string | null;
  /** What is to be done beside the call where it is only the nearest one; else empty. */
  readonly how: string;
  /** Sent one after the other. */
  readonly requests: readonly Told[];
  /** In sentences with Markdown's marks for code, as the lists that follow. */
  readonly lost: readonly string[];
  /** Parameters that are still to be given. */
  readonly demanded: readonly string[];
  /** What another answer shows. */
  readonly elsewhere: readonly string[];
  readonly differences: readonly string[];
}

/** What a request is, and what it becomes; every secret is a placeholder. */
export interface Explanation {
  readonly dialect: string;
  readonly operation: string;
  readonly summary: string;
  /** The user name; `null` where the request was not carried out. */
  readonly account: string | null;
  readonly method: string;
  readonly format: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly undeclared: number;
  /** Dialects that the account may not be called through. */
  readonly off: readonly string[];
  readonly answer: ToldAnswer;
  readonly counterparts: readonly Counterpart[];
}

/** How many items of a list are shown. */
const MAX_ITEMS = 3;

/** A store on which calls are rehearsed, with its caller. */
export type Stage = Parameters<Parameters<Rehearse>[1]>;

/** Carries a call out on a stage. */
export async function answerLive(
  { dialect, endpoint }: Operation,
  values: ParameterValues,
  answers: AnswerStyle,
  [store, caller]: Stage,
): Promise<ToldAnswer> {
  const body = await askEndpoint(dialect, endpoint, values, { store, answers }, caller);
  const name = Object.keys(dialect.means).find((parameter) => dialect.means[parameter] === 'credential');
  const mask = createMask([[caller.secret, placeholder(name ?? 'secret')]]);
  return { ...maskValue(await boundAnswer(body, MAX_ITEMS), mask), live: true };
}

/** The answer that the documentation shows. */
export async function answerByExample({ endpoint }: Operation): Promise<ToldAnswer> {
  const shown = endpoint.bareKey === undefined ? undefined : endpoint.example[endpoint.bareKey];
  return { ...(await boundAnswer(shown ?? endpoint.example, MAX_ITEMS)), live: false };
}

/** A refusal, which is the same for everyone. */
export async function answerRefusal(body: Parameters<typeof boundAnswer>[0]): Promise<ToldAnswer> {
  return { ...(await boundAnswer(body, MAX_ITEMS)), live: true };
}
