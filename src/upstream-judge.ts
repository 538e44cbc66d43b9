import { createJudgeByVendor, type JudgeByVendor, type VendorLoginServices } from '../domain/vendor-login.ts';
import type { Config } from './config.ts';
import type { Logger } from './logging.ts';
import { createFindVendor, type UpstreamReport } from './upstream-login.ts';

/** The settings of logins that are asked of a vendor. */
export type UpstreamSettings = Pick<
  Config,
  'upstreamFilemail' | 'upstreamTxty' | 'upstreamTimeoutMs' | 'upstreamUntil'
>;

export interface UpstreamJudgeOptions extends Pick<VendorLoginServices, 'store' | 'passwords'> {
  readonly settings: UpstreamSettings;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly onAsked?: ((report: UpstreamReport) => void) | undefined;
}

/** What the operator is told at the start of whom is asked, and for how long; undefined where nobody is. */
export function describeUpstream(settings: UpstreamSettings) {
  const { upstreamUntil: untilMs = Number.POSITIVE_INFINITY } = settings;
  const dialects = Object.entries(urlsOf(settings)).flatMap(([name, url]) => (url === undefined ? [] : name));
  if (dialects.length === 0 || Date.now() >= untilMs) return undefined;
  return { dialects, ...(Number.isFinite(untilMs) ? { until: new Date(untilMs) } : {}) };
}

/** Judges logins by the vendors that the settings name; undefined where they name none. */
export function createUpstreamJudge(options: UpstreamJudgeOptions): JudgeByVendor | undefined {
  const { settings, log, onAsked = () => {}, ...services } = options;
  const { upstreamTimeoutMs: timeoutMs, upstreamUntil: untilMs } = settings;
  const urls = urlsOf(settings);
  if (Object.values(urls).every((url) => url === undefined)) return undefined;
  const findVendor = createFindVendor({
    ...{ urls, timeoutMs, untilMs },
    onAsked: (report) => {
      onAsked(report);
      const { dialect, verdict, reason } = report;
      const fields = { dialect, verdict, reason, ms: Math.round(report.durationMs) };
      if (verdict === 'unknown') log.warn(fields, 'a vendor did not judge a login');
      else log.info(fields, 'a vendor judged a login');
    },
  });
  // Less than a question takes at most, so that a vendor which leads back to here is not asked again and again.
  return createJudgeByVendor({ ...services, findVendor, patienceMs: timeoutMs / 2 });
}

function urlsOf({ upstreamFilemail: filemail, upstreamTxty: txty }: UpstreamSettings) {
  return { filemail, txty };
}
