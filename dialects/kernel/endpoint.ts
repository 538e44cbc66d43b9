import type * as v from 'valibot';
import type { AnswerStyle, Approach, Authorized } from '../../domain/account.ts';
import type { Caller } from '../../domain/credential.ts';
import type { LoginServices } from '../../domain/login.ts';
import type { Store } from '../../domain/store.ts';
import type { Meaning, Verb } from '../../domain/verbs.ts';
import type { Meanings } from './spelling.ts';
import type { WireObject } from './wire.ts';

/** What operations may use. */
export interface Services extends LoginServices {
  readonly store: Store;
  /** How accounts are answered that choose no style of their own. */
  readonly answers: AnswerStyle;
}

/** What an operation may know of the connection that its request came by. */
export interface Client {
  /** Network address. */
  readonly address: string;
  /** True where the request came by TLS. */
  readonly secure: boolean;
}

/** Who calls an operation that anyone may ask for. */
export interface Visitor extends Client, Approach {
  readonly dialect: string;
}

/** What the presentation of a result may depend on, beside the result. */
export interface View<Input> {
  readonly input: Input;
  readonly client: Client;
  /** The style of the caller's account, or the deployment's. */
  readonly answers: AnswerStyle;
}

/** Where the documentation of an operation is from. */
export type Source = 'page' | 'vendor' | 'client' | 'ours';

/** What every endpoint says of itself. */
export interface Described<Code extends string> {
  /** Unique in its dialect: the label of metrics and log lines, and OpenAPI's operationId. */
  readonly id: string;
  /** Below the dialect's mounts, and without a suffix that names the format. */
  readonly path: string;
  readonly summary: string;
  readonly verb: Verb;
  readonly source: Source;
  /** The codes of this operation alone; those that any operation may answer are the dialect's. */
  readonly errors: readonly Code[];
  /** Parameters that must never be logged, beside those of the credential. */
  readonly secret?: readonly string[];
  /** Parameters that are taken for another one where that is absent: `{ wanted: sent }`. */
  readonly standIns?: Readonly<Record<string, string>>;
  /** A result, presented as an example in the documentation. */
  readonly example: WireObject;
  /** What the values of the answer mean, by their keys: by the last ones where that alone tells too little. */
  readonly shows: Meanings;
  /** The only member of the answer that JSON shows. */
  readonly bareKey?: string;
}

type Input<Entries extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<Entries, undefined>>;

interface Parts<Entries extends v.ObjectEntries, Result> {
  readonly params: Entries;
  readonly means: { readonly [Name in keyof NoInfer<Entries>]: Meaning };
  /** Pure: the answer to a call that succeeded. */
  readonly present: (result: Result, view: View<Input<Entries>>) => WireObject;
  /** Pure: response headers of a call that succeeded. */
  readonly headers?: (result: Result, client: Client) => Readonly<Record<string, string>>;
}

/** An operation of a caller with a credential. */
export interface CallerEndpoint<Code extends string, Entries extends v.ObjectEntries, Result>
  extends Described<Code>,
    Parts<Entries, Result> {
  readonly run: (services: Services, caller: Caller, input: Input<Entries>) => Promise<Authorized<Result>>;
}

/** An operation that anyone may ask for. */
export interface OpenEndpoint<Code extends string, Entries extends v.ObjectEntries, Result>
  extends Described<Code>,
    Parts<Entries, Result> {
  readonly run: (services: Services, visitor: Visitor, input: Input<Entries>) => Promise<Result>;
}

/** What a call that succeeded is answered with. */
export interface Answer {
  readonly body: WireObject;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** An endpoint as the kernel sees it: its input and result are known to itself alone. */
export interface Endpoint<Code extends string = string> extends Described<Code> {
  readonly params: v.ObjectEntries;
  readonly means: Meanings;
  readonly needsCaller: boolean;
  /** `input` is what `params` made of the request; `caller` is there where one is needed. */
  readonly answer: (
    services: Services,
    visitor: Visitor,
    caller: Caller | undefined,
    input: Readonly<Record<string, unknown>>,
  ) => Promise<Answer>;
}

/** The makers of a dialect's endpoints; a code that the dialect does not have will not compile. */
export function endpointsOf<Code extends string>() {
  return {
    callerEndpoint: <Entries extends v.ObjectEntries, Result>(
      literal: CallerEndpoint<Code, Entries, Result>,
    ): Endpoint<Code> => ({
      ...literal,
      needsCaller: true,
      answer: async (services, client, caller, untyped) => {
        if (caller === undefined) throw new Error('an operation of a caller was run without one');
        const input = untyped as Input<Entries>;
        const { account, value } = await literal.run(services, caller, input);
        const answers = account.answers ?? services.answers;
        return {
          body: literal.present(value, { input, client, answers }),
          headers: literal.headers?.(value, client),
        };
      },
    }),
    openEndpoint: <Entries extends v.ObjectEntries, Result>(
      literal: OpenEndpoint<Code, Entries, Result>,
    ): Endpoint<Code> => ({
      ...literal,
      needsCaller: false,
      answer: async (services, visitor, _caller, untyped) => {
        const input = untyped as Input<Entries>;
        const result = await literal.run(services, visitor, input);
        return {
          body: literal.present(result, { input, client: visitor, answers: services.answers }),
          headers: literal.headers?.(result, visitor),
        };
      },
    }),
  };
}
