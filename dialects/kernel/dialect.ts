import type * as v from 'valibot';
import type { Credential } from '../../domain/credential.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { Endpoint } from './endpoint.ts';
import type { Format } from './formats.ts';
import type { ParameterValues } from './parameters.ts';
import type { RefusalKind } from './refusal.ts';
import type { Meanings, Spelling } from './spelling.ts';
import type { VendorLogin } from './vendor-login.ts';
import type { WireObject } from './wire.ts';

/** Why a call failed, before any dialect has put it into its own words. */
export type Failure =
  | { readonly kind: 'refusal'; readonly refusal: RefusalKind }
  /** A parameter that is missing or can't be taken; `code` is the message of the check that failed. */
  | { readonly kind: 'parameter'; readonly code: string; readonly parameter: string }
  | { readonly kind: 'domain'; readonly error: DomainError }
  | { readonly kind: 'fault' };

/** A failure in the words of a dialect. */
export interface FailureAnswer {
  readonly code: string;
  readonly body: WireObject;
}

/** A wire protocol: a list of endpoints and what they have in common. */
export interface Dialect<Code extends string = string> {
  readonly name: string;
  readonly title: string;
  /** The paths below which its operations stand; a path that is no operation's is the longest match's. */
  readonly mounts: readonly string[];
  /** What ends the path of each operation. */
  readonly suffixes: readonly string[];
  readonly endpoints: readonly Endpoint<Code>[];
  readonly credential: {
    readonly params: v.ObjectEntries;
    /** Which of the common errors come of a credential alone. */
    readonly errors: readonly Code[];
    /** Undefined where there is none in the parameters. */
    read(values: ParameterValues): Credential | undefined;
  };
  /** Parameters that every operation takes, whatever it does with them. */
  readonly common: v.ObjectEntries;
  /** What the parameters of the credential and the common ones mean. */
  readonly means: Meanings;
  readonly spelling: Spelling;
  /** Parameters that are secret wherever they stand. */
  readonly secret: readonly string[];
  /** Codes that any operation may answer. */
  readonly commonErrors: readonly Code[];
  /** True where parameters may come as headers. */
  readonly inHeaders: boolean;
  /** The format of an answer, by the path or the parameters as they were sent; never throws. */
  chooseFormat(path: string, values: ParameterValues): Format;
  /** What is wrong with a common parameter, undefined where nothing is. */
  judgeCommon(values: ParameterValues): Failure | undefined;
  /** How a vendor that speaks this dialect is asked about logins; undefined where there is none. */
  readonly vendorLogin?: VendorLogin;
  /** Puts a failure into words; `values` are the parameters as they were sent. Pure. */
  presentFailure(failure: Failure, values: ParameterValues): FailureAnswer;
}

/** The text of a parameter as it was sent, undefined where it was not or is a list. */
export function sentText(values: ParameterValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
