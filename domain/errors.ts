/** Every way in which the address book says no. Closed: each dialect must have an answer for each. */
export type DomainErrorCode =
  | 'credential-invalid'
  | 'credentials-throttled'
  | 'login-refused'
  | 'login-throttled'
  | 'account-disabled'
  | 'dialect-off'
  | 'contact-not-found'
  | 'group-not-found'
  | 'key-not-found'
  | 'phone-invalid'
  | 'contacts-full'
  | 'store-unavailable'
  | 'overloaded';

interface DomainErrorDetail {
  /** Which of several ids in the input is at fault, counted from 0. */
  readonly position?: number;
  readonly retryAfterSeconds?: number;
  /** Why, for the log: the code of the error behind it. */
  readonly reason?: string;
}

/** A refusal that the address book foresees. Anything else that is thrown is a fault of ours. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  readonly position: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: DomainErrorCode, detail: DomainErrorDetail = {}) {
    super(detail.reason === undefined ? code : `${code}: ${detail.reason}`);
    this.name = 'DomainError';
    this.code = code;
    this.position = detail.position;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}
