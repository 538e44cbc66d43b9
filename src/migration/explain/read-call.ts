import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Operation as KernelOperation } from '../../../dialects/kernel/call.ts';
import type { Dialect, Failure } from '../../../dialects/kernel/dialect.ts';
import { METHODS } from '../../../dialects/kernel/heads.ts';
import { createFindOwner, createOperation, pathsOf, withStandIns } from '../../../dialects/kernel/mount.ts';
import {
  type ParameterLimits,
  type ParameterValues,
  readParameters,
} from '../../../dialects/kernel/parameters.ts';
import { splitTarget } from '../../../dialects/kernel/path.ts';
import { REFUSAL_STATUS, RequestRefusal } from '../../../dialects/kernel/refusal.ts';
import type { Operation } from '../mapping/parts.ts';
import type { SentRequest } from './curl-line.ts';

/** A request as its dialect reads it. */
export interface SentCall {
  readonly operation: Operation;
  readonly method: string;
  /** Of the answer, as the request asks for it. */
  readonly format: 'json' | 'xml' | 'jsonp';
  /** The declared parameters as they were sent. */
  readonly values: ParameterValues;
  /** How many came that nobody declares. */
  readonly undeclared: number;
  /** What is wrong with what every call may have; undefined where nothing is. */
  readonly failure: Failure | undefined;
}

/** A request that no operation ever sees. */
export interface RefusedCall {
  readonly dialect: Dialect;
  readonly status: number;
  readonly code: string;
}

/** Reads a request as the gateway would. */
export async function readCall(
  dialects: readonly Dialect[],
  sent: SentRequest,
  limits: ParameterLimits,
): Promise<SentCall | RefusedCall> {
  const { path, query } = splitTarget(sent.target);
  const operation = findOperation(dialects, path);
  if (operation === undefined)
    return refuse(createFindOwner(dialects)(path), new RequestRefusal('not-found'));
  const { dialect, endpoint, declared } = operation;
  try {
    if (!METHODS.includes(sent.method)) throw new RequestRefusal('method-not-allowed');
    const received = await readParameters(toMessage(sent), query, declared, limits);
    return {
      operation: { dialect, endpoint },
      method: sent.method,
      format: dialect.chooseFormat(path, received.values).name,
      values: withStandIns(received.values, Object.entries(endpoint.standIns ?? {})),
      undeclared: received.undeclared,
      failure: dialect.judgeCommon(received.values),
    };
  } catch (error) {
    if (error instanceof RequestRefusal) return refuse(dialect, error);
    throw error;
  }
}

function findOperation(dialects: readonly Dialect[], path: string): KernelOperation | undefined {
  for (const dialect of dialects) {
    const endpoint = dialect.endpoints.find((candidate) => pathsOf(dialect, candidate).includes(path));
    if (endpoint !== undefined) return createOperation(dialect, endpoint);
  }
  return undefined;
}

function refuse(dialect: Dialect, { kind }: RequestRefusal): RefusedCall {
  const { code } = dialect.presentFailure({ kind: 'refusal', refusal: kind }, {});
  return { dialect, status: REFUSAL_STATUS[kind], code };
}

/** The request as node:http would hand it over. */
function toMessage({ method, headers, body }: SentRequest): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.method = method;
  message.rawHeaders = headers.flat();
  // Of a header that came twice, node:http keeps the first.
  for (const [name, value] of headers) message.headers[name.toLowerCase()] ??= value;
  delete message.headers['content-length'];
  message.push(Buffer.from(body, 'latin1'));
  message.push(null);
  return message;
}
