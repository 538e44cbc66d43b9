import type { VendorVerdict } from '../../domain/vendor-login.ts';

/** A call of a vendor: a form that is posted below the dialect's base. */
export interface VendorCall {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** What a vendor answered to a login. */
export interface VendorAnswer {
  readonly verdict: VendorVerdict;
  /** What gives back the credential that came with it. */
  readonly giveBack?: VendorCall;
}

/** How a vendor that speaks a dialect is asked about a login. */
export interface VendorLogin {
  /** The call that logs in. */
  ask(user: string, password: string): VendorCall;
  /** Reads the answer to it, of HTTP status 200 and parsed as JSON. Pure. */
  judge(user: string, body: unknown): VendorAnswer;
}
