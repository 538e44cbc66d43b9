import type { VendorCall, VendorLogin } from '../dialects/kernel/vendor-login.ts';
import type { AskVendor, VendorVerdict } from '../domain/vendor-login.ts';
import { readVendorUrl, VENDOR_DIALECTS, type VendorName } from './migration/vendor/calls.ts';

/** One login that was asked of a vendor. It holds nothing that anybody sent. */
export interface UpstreamReport {
  readonly dialect: string;
  readonly verdict: VendorVerdict;
  /** Why the vendor did not judge: `HTTP 500`, the code of an error, or what the answer is not. */
  readonly reason: string | undefined;
  readonly durationMs: number;
}

export interface UpstreamOptions {
  /** The URLs of vendors by the names of their dialects. */
  readonly urls: Readonly<Record<VendorName, string | undefined>>;
  readonly timeoutMs: number;
  /** Unix time in milliseconds from which on nobody is asked; undefined for ever. */
  readonly untilMs: number | undefined;
  readonly onAsked: (report: UpstreamReport) => void;
}

/** Makes the ways to the vendors that may be asked. The function returns undefined for a dialect without one. */
export function createFindVendor(
  options: UpstreamOptions,
): (dialect: string | undefined) => AskVendor | undefined {
  const { urls, untilMs = Number.POSITIVE_INFINITY } = options;
  const vendors = new Map<string | undefined, AskVendor>();
  for (const name of Object.keys(VENDOR_DIALECTS) as VendorName[]) {
    const vendor = VENDOR_DIALECTS[name];
    const { vendorLogin } = vendor.dialect;
    const url = urls[name];
    if (url === undefined || vendorLogin === undefined) continue;
    vendors.set(name, createAsk(name, vendorLogin, readVendorUrl(vendor, url).href, options));
  }
  return (dialect) => (Date.now() < untilMs ? vendors.get(dialect) : undefined);
}

function createAsk(
  dialect: string,
  vendorLogin: VendorLogin,
  base: string,
  { timeoutMs, onAsked }: UpstreamOptions,
): AskVendor {
  const call = ({ path, form }: VendorCall) => post(`${base.replace(/\/$/, '')}${path}`, form, timeoutMs);
  return async (user, password) => {
    const startedAt = performance.now();
    const report = (verdict: VendorVerdict, reason?: string) => {
      onAsked({ dialect, verdict, reason, durationMs: performance.now() - startedAt });
      return verdict;
    };
    const answer = await call(vendorLogin.ask(user, password));
    if ('reason' in answer) return report('unknown', answer.reason);
    const { verdict, giveBack } = vendorLogin.judge(user, answer.body);
    // Nobody waits for this: a vendor that keeps the credential has one more that nobody knows.
    if (giveBack !== undefined) void call(giveBack);
    return report(verdict, verdict === 'unknown' ? NO_ANSWER : undefined);
  };
}

const MAX_ANSWER_BYTES = 65_536;
const NO_ANSWER = 'no answer to a login';

type Answer = { readonly body: unknown } | { readonly reason: string };

/** Posts a form and reads the JSON that it is answered with. Never rejects, and tells nothing of what was sent. */
async function post(url: string, form: Readonly<Record<string, string>>, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
      // Wherever it leads to, the password is not for there.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { reason: `HTTP ${response.status}` };
    }
    const text = await readBounded(response);
    return text === undefined ? { reason: 'too long' } : parse(text);
  } catch (error) {
    return { reason: nameOf(error) };
  }
}

async function readBounded({ body }: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop closes the connection.
    if (bytes > MAX_ANSWER_BYTES) return undefined;
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): Answer {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { reason: 'no JSON' };
  }
}

/** The code of an error or of its cause, else its kind; a message may quote what was sent. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error.cause ?? error, 'code');
  return typeof code === 'string' ? code : error.name;
}
