import type * as v from 'valibot';
import type { Credential } from '../../domain/credential.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Dialect, Failure } from './dialect.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { failureHead, headersOf, METHODS } from './heads.ts';
import type { Call, CallReport, KernelOptions } from './kernel-options.ts';
import {
  type Declared,
  type ParameterValues,
  readParameters,
  readParametersBeforeBody,
} from './parameters.ts';
import { RequestRefusal } from './refusal.ts';
import { type Budget, collectParts, respondStream, respondText } from './respond.ts';

/** What all calls of one application share. */
export interface Kernel extends KernelOptions {
  readonly http10Budget: Budget;
}

/** An endpoint with all that its dialect adds to it, worked out once. */
export interface Operation {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly declared: Declared;
  readonly parse: (values: ParameterValues) => v.SafeParseResult<v.ObjectSchema<v.ObjectEntries, undefined>>;
}

/** Carries a call out and answers it; every failure is answered in the dialect's words. Never rejects. */
export async function answerCall(operation: Operation, call: Call, options: Kernel): Promise<Response> {
  const { dialect, endpoint, declared } = operation;
  let values: ParameterValues = {};
  let undeclared = 0;
  const about = () => ({ dialect, operation: endpoint.id, undeclared });
  try {
    if (!METHODS.includes(call.request.method ?? '')) throw new RequestRefusal('method-not-allowed');
    const received = await readParameters(call.request, call.query, declared, options.limits);
    ({ values, undeclared } = received);
    const failure = dialect.judgeCommon(values);
    if (failure !== undefined) return answerFailure(failure, values, about(), call, options);
    const parsed = operation.parse(values);
    if (!parsed.success) return answerFailure(toFailure(parsed.issues[0]), values, about(), call, options);
    const caller = endpoint.needsCaller ? dialect.credential.read(values) : undefined;
    if (endpoint.needsCaller && caller === undefined) throw new DomainError('credential-invalid');
    const answer = await carryOut(operation, call, caller, parsed.output, options);
    return await answerSuccess(answer, values, operation, undeclared, call, options);
  } catch (error) {
    const known = error instanceof RequestRefusal ? valuesBeforeBody(call, declared, values) : values;
    return answerFailure(classify(error), known, about(), call, options, error);
  }
}

/** Only a wrong credential counts against its address: a good one is never refused for another's misses. */
async function carryOut(
  { endpoint }: Operation,
  { client }: Call,
  caller: Credential | undefined,
  input: Readonly<Record<string, unknown>>,
  { services, missGuard }: Kernel,
): Promise<Answer> {
  try {
    return await endpoint.answer(services, client, caller, input);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'credential-invalid') throw error;
    const retryAfterSeconds = await missGuard.noteMiss(client.address);
    throw retryAfterSeconds === undefined
      ? error
      : new DomainError('credentials-throttled', { retryAfterSeconds });
  }
}

/** Answers a path that is no operation's, in the words of the dialect that it lies below. */
export function answerUnknownPath(
  dialect: Dialect,
  declared: Declared,
  call: Call,
  options: Kernel,
): Response {
  const { values, undeclared } = readParametersBeforeBody(call.request, call.query, declared);
  const failure: Failure = { kind: 'refusal', refusal: 'not-found' };
  return answerFailure(failure, values, { dialect, operation: undefined, undeclared }, call, options);
}

async function answerSuccess(
  answer: Answer,
  values: ParameterValues,
  { dialect, endpoint }: Operation,
  undeclared: number,
  call: Call,
  options: Kernel,
): Promise<Response> {
  const format = dialect.chooseFormat(call.path, values);
  const headers = { ...headersOf(call.requestId, format.contentType), ...answer.headers };
  const head = { status: 200, headers };
  const report = (bytes: number, whole: boolean, error?: unknown) =>
    options.onAnswered({
      ...reportOf(call),
      dialect: dialect.name,
      operation: endpoint.id,
      outcome: whole ? 'ok' : 'cut',
      status: 200,
      bytes,
      undeclared,
      accountId: answer.account?.id,
      ...(error === undefined ? {} : explain(error)),
    });
  const rendered = format.render(answer.body, endpoint.bareKey);
  const { httpVersion } = call.request;
  if (typeof rendered !== 'string' && httpVersion !== '1.0') {
    return respondStream(head, rendered, { onEnd: report, cut: () => call.response.destroy() });
  }
  if (typeof rendered === 'string' && httpVersion !== '1.0') {
    report(Buffer.byteLength(rendered), true);
    return respondText(head, rendered);
  }
  // An HTTP/1.0 client can't tell a cut answer from a whole one, unless it is told the length beforehand.
  const { text, bytes } = await collectParts(rendered, options.http10Budget);
  const giveBack = () => options.http10Budget.give(bytes);
  if (call.response.closed) giveBack();
  else call.response.once('close', giveBack);
  report(bytes, true);
  return respondText(head, text);
}

interface FailedCall {
  readonly dialect: Dialect;
  readonly operation: string | undefined;
  readonly undeclared: number;
}

function answerFailure(
  failure: Failure,
  values: ParameterValues,
  { dialect, operation, undeclared }: FailedCall,
  call: Call,
  options: Kernel,
  error?: unknown,
): Response {
  const { code, body } = dialect.presentFailure(failure, values);
  const format = dialect.chooseFormat(call.path, values);
  const text = format.render(body);
  if (typeof text !== 'string') throw new Error('a failure was presented as a stream');
  const head = failureHead(failure, call.requestId, format.contentType);
  options.onAnswered({
    ...reportOf(call),
    dialect: dialect.name,
    operation,
    outcome: code,
    status: head.status,
    bytes: Buffer.byteLength(text),
    undeclared,
    accountId: undefined,
    ...(error === undefined || failure.kind === 'refusal' ? {} : explain(error)),
  });
  return respondText(head, text);
}

/** What the operator is told of it. */
function explain(error: unknown): Pick<CallReport, 'refusal' | 'fault'> {
  return error instanceof DomainError ? { refusal: error } : { fault: error };
}

function reportOf({ requestId, request, startedAt }: Call) {
  return { requestId, method: request.method ?? '', durationMs: performance.now() - startedAt };
}

function classify(error: unknown): Failure {
  if (error instanceof RequestRefusal) return { kind: 'refusal', refusal: error.kind };
  if (error instanceof DomainError) return { kind: 'domain', error };
  return { kind: 'fault' };
}

function toFailure(issue: v.BaseIssue<unknown>): Failure {
  return { kind: 'parameter', code: issue.message, parameter: String(issue.path?.[0]?.key) };
}

/** Where the body was refused, the format is still chosen by what came before it. */
function valuesBeforeBody(call: Call, declared: Declared, values: ParameterValues): ParameterValues {
  return Object.keys(values).length > 0
    ? values
    : readParametersBeforeBody(call.request, call.query, declared).values;
}
