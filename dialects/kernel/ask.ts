import * as v from 'valibot';
import type { AnswerStyle } from '../../domain/account.ts';
import type { Credential } from '../../domain/credential.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Store } from '../../domain/store.ts';
import type { Dialect, Failure } from './dialect.ts';
import type { Endpoint, Services } from './endpoint.ts';
import type { ParameterValues } from './parameters.ts';
import type { WireObject } from './wire.ts';

/** What the operations of a caller use; none of them logs anybody in. */
export interface CallerServices {
  readonly store: Omit<Store, 'findLogin' | 'keepPassword' | 'addCredential'>;
  readonly answers: AnswerStyle;
}

const CLIENT = { address: '127.0.0.1', secure: false };

/**
 * Carries out an operation of a caller without a request, and resolves to the body that a client would be sent,
 * success or refusal; lists in it may be streams. `values` are the parameters as a client would send them, but
 * for the credential, which `caller` stands for. Rejects with what is a fault of ours.
 */
export async function askEndpoint(
  dialect: Dialect,
  endpoint: Endpoint,
  values: ParameterValues,
  services: CallerServices,
  caller: Credential,
): Promise<WireObject> {
  const fail = (failure: Failure) => dialect.presentFailure(failure, values).body;
  if (!endpoint.needsCaller) throw new Error('only an operation of a caller can be asked for so');
  const parsed = v.safeParse(v.object(endpoint.params), values, { abortEarly: true });
  if (!parsed.success) {
    const [{ message, path }] = parsed.issues;
    return fail({ kind: 'parameter', code: message, parameter: String(path?.[0]?.key ?? '') });
  }
  try {
    // An operation of a caller uses no more of the services than this.
    const visitor = { ...CLIENT, dialect: dialect.name };
    const answer = await endpoint.answer(services as Services, visitor, caller, parsed.output);
    return answer.body;
  } catch (error) {
    if (error instanceof DomainError) return fail({ kind: 'domain', error });
    throw error;
  }
}
