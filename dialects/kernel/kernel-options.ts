import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KnownAccount } from '../../domain/account.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { Client, Services } from './endpoint.ts';
import type { ParameterLimits } from './parameters.ts';

/** One request, as far as every dialect reads it alike. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
  readonly requestId: string;
  readonly client: Client;
  /** Whose call it is, once that is known. */
  account: KnownAccount | undefined;
  /** When the request's head was there, by `performance.now()`. */
  readonly startedAt: number;
}

/** What is known of a call once it has been answered. But for the client's name it holds nothing that was sent. */
export interface CallReport {
  readonly requestId: string;
  readonly method: string;
  readonly dialect: string;
  /** An endpoint's id; undefined where the path is no operation's. */
  readonly operation: string | undefined;
  /** `ok`, the wire code of a failure, or `cut` for a list that could not be sent whole. */
  readonly outcome: string;
  readonly status: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** How many parameters came that the operation does not declare. */
  readonly undeclared: number;
  readonly accountId: number | undefined;
  /** What the client calls itself, where the call's account is known and there is no secret in it; for no log. */
  readonly client: string | undefined;
  /** What the address book refused, where it was that. */
  readonly refusal: DomainError | undefined;
  /** A fault of ours, for the log. */
  readonly fault: unknown;
}

export interface CallLimits extends ParameterLimits {
  /** The memory for lists that are sent whole, to HTTP/1.0 clients, all together. */
  readonly http10MaxBytes: number;
}

/** Counts wrong credentials. */
export interface MissGuard {
  /** How long the address must wait where this miss is one too many, else undefined. */
  noteMiss(address: string): Promise<number | undefined>;
}

export interface KernelOptions {
  readonly services: Services;
  readonly missGuard: MissGuard;
  /** Who calls, as far as whoever stands between can be believed. */
  readonly readClient: (request: IncomingMessage) => Client;
  readonly limits: CallLimits;
  /** The header `Link` of deprecated dialects, by their names. */
  readonly deprecationLinks: ReadonlyMap<string, string>;
  /** Told of each call when its answer is ready, or when its last part has been sent. */
  readonly onAnswered: (report: CallReport) => void;
}
