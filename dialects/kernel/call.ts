import type * as v from 'valibot';
import type { KnownAccount } from '../../domain/account.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Asked, reportCall } from './call-report.ts';
import { deprecationNotice, type Notice } from './deprecation.ts';
import type { Dialect, Failure } from './dialect.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { failureHead, headersOf, METHODS } from './heads.ts';
import type { Call, KernelOptions } from './kernel-options.ts';
import {
  type Declared,
  type ParameterValues,
  type Received,
  readParameters,
  readWithoutBody,
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
  /** Parameters whose values may be kept nowhere. */
  readonly secret: readonly string[];
  readonly parse: (values: ParameterValues) => v.SafeParseResult<v.ObjectSchema<v.ObjectEntries, undefined>>;
}

/** Carries a call out and answers it; every failure is answered in the dialect's words. Never rejects. */
export async function answerCall(operation: Operation, call: Call, options: Kernel): Promise<Response> {
  const { dialect, endpoint, declared } = operation;
  const { request, query } = call;
  let received: Received | undefined;
  let isAsked = false;
  try {
    if (!METHODS.includes(request.method ?? '')) throw new RequestRefusal('method-not-allowed');
    received =
      request.method === 'POST'
        ? await readParameters(request, query, declared, options.limits)
        : readWithoutBody(request, query, declared, options.limits.maxParameters);
    const { values } = received;
    const failure = dialect.judgeCommon(values);
    if (failure !== undefined) return answerFailure(failure, received, operation, call, options);
    const parsed = operation.parse(values);
    if (!parsed.success)
      return answerFailure(toFailure(parsed.issues[0]), received, operation, call, options);
    const credential = endpoint.needsCaller ? dialect.credential.read(values) : undefined;
    if (endpoint.needsCaller && credential === undefined) throw new DomainError('credential-invalid');
    const approach = { dialect: dialect.name, onAccount: noteAccountOf(call) };
    const visitor = { ...call.client, ...approach };
    isAsked = true;
    const answer = await endpoint.answer(
      options.services,
      visitor,
      credential && { ...credential, ...approach },
      parsed.output,
    );
    isAsked = false;
    return await answerSuccess(answer, received, operation, call, options);
  } catch (thrown) {
    const error = isAsked ? await noteMiss(thrown, call, options) : thrown;
    // Where the body was refused, the format is still chosen by what came before it.
    const known = received ?? { ...readWithoutBody(request, query, declared), undeclared: 0 };
    return answerFailure(classify(error), known, operation, call, options, error);
  }
}

function noteAccountOf(call: Call): (account: KnownAccount) => void {
  return (account) => {
    call.account = account;
  };
}

/** Only a wrong credential counts against its address: a good one is never refused for another's misses. */
async function noteMiss(error: unknown, { client }: Call, { missGuard }: Kernel): Promise<unknown> {
  if (!(error instanceof DomainError) || error.code !== 'credential-invalid') return error;
  const retryAfterSeconds = await missGuard.noteMiss(client.address);
  return retryAfterSeconds === undefined
    ? error
    : new DomainError('credentials-throttled', { retryAfterSeconds });
}

/** Answers a path that is no operation's, in the words of the dialect that it lies below. */
export function answerUnknownPath(
  dialect: Dialect,
  declared: Declared,
  call: Call,
  options: Kernel,
): Response {
  const received = readWithoutBody(call.request, call.query, declared);
  const failure: Failure = { kind: 'refusal', refusal: 'not-found' };
  return answerFailure(failure, received, { dialect, endpoint: undefined, secret: [] }, call, options);
}

async function answerSuccess(
  answer: Answer,
  received: Received,
  operation: Operation,
  call: Call,
  options: Kernel,
): Promise<Response> {
  const { dialect, endpoint } = operation;
  const format = dialect.chooseFormat(call.path, received.values);
  const headers = headersOf(call.requestId, format.contentType, noticeFor(call, dialect, options));
  const head = {
    status: 200,
    headers: answer.headers === undefined ? headers : { ...headers, ...answer.headers },
  };
  const report = (bytes: number, whole: boolean, error?: unknown) => {
    const answered = { outcome: whole ? 'ok' : 'cut', status: 200, bytes };
    options.onAnswered(reportCall(call, operation, received, answered, error));
  };
  const rendered = format.render(answer.body, endpoint.bareKey);
  const { httpVersion } = call.request;
  if (typeof rendered !== 'string' && httpVersion !== '1.0') {
    return respondStream(head, rendered, call.response, report);
  }
  if (typeof rendered === 'string' && httpVersion !== '1.0') {
    const bytes = Buffer.byteLength(rendered);
    report(bytes, true);
    return respondText(head, rendered, bytes, call.response);
  }
  // An HTTP/1.0 client can't tell a cut answer from a whole one, unless it is told the length beforehand.
  const { text, bytes } = await collectParts(rendered, options.http10Budget);
  const giveBack = () => options.http10Budget.give(bytes);
  if (call.response.closed) giveBack();
  else call.response.once('close', giveBack);
  report(bytes, true);
  return respondText(head, text, bytes, call.response);
}

function answerFailure(
  failure: Failure,
  received: Received,
  asked: Asked,
  call: Call,
  options: Kernel,
  error?: unknown,
): Response {
  const { dialect } = asked;
  const { values } = received;
  const { code, body } = dialect.presentFailure(failure, values);
  const format = dialect.chooseFormat(call.path, values);
  const text = format.render(body);
  if (typeof text !== 'string') throw new Error('a failure was presented as a stream');
  const head = failureHead(failure, call.requestId, format.contentType, noticeFor(call, dialect, options));
  const bytes = Buffer.byteLength(text);
  // A request that is refused before any operation has seen it is no trouble of ours.
  const cause = failure.kind === 'refusal' ? undefined : error;
  const answered = { outcome: code, status: head.status, bytes };
  options.onAnswered(reportCall(call, asked, received, answered, cause));
  return respondText(head, text, bytes, call.response);
}

function noticeFor({ account }: Call, { name }: Dialect, { deprecationLinks }: Kernel): Notice {
  return deprecationNotice(account?.access, deprecationLinks.get(name));
}

function classify(error: unknown): Failure {
  if (error instanceof RequestRefusal) return { kind: 'refusal', refusal: error.kind };
  if (error instanceof DomainError) return { kind: 'domain', error };
  return { kind: 'fault' };
}

function toFailure(issue: v.BaseIssue<unknown>): Failure {
  return { kind: 'parameter', code: issue.message, parameter: String(issue.path?.[0]?.key) };
}
