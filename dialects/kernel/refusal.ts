/** Why a request is refused before any operation has seen it, and with which HTTP status. */
export const REFUSAL_STATUS = {
  'not-found': 404,
  'method-not-allowed': 405,
  unreadable: 400,
  'too-many-parameters': 400,
  'too-large': 413,
  'too-slow': 408,
} as const;

export type RefusalKind = keyof typeof REFUSAL_STATUS;

/** A request that can't be carried out as it was sent. */
export class RequestRefusal extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind) {
    super(kind);
    this.name = 'RequestRefusal';
    this.kind = kind;
  }
}
