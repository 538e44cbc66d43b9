import { SingleBar } from 'cli-progress';
import type { ImportReport } from '../migration/import/report.ts';
import type { Source } from '../migration/records.ts';
import { type Host, note } from './host.ts';

/** Tells how far an import is. */
export interface ImportProgress {
  show(report: ImportReport): void;
  /** Leaves the line to what comes next. */
  stop(): void;
}

const LINE_INTERVAL_MS = 5000;
const FORMAT = '{bar} {percentage}% | {contacts} contacts | {rate}/s | {eta_formatted} left';
const FORMAT_WITHOUT_TOTAL = '{contacts} contacts | {rate}/s | {duration_formatted}';

/** A bar on a terminal, elsewhere a line every few seconds; both on standard error. */
export function createImportProgress(host: Host, source: Source): ImportProgress {
  return host.stderr.isTTY ? createBar(host, source) : createLines(host, source);
}

function createBar(host: Host, source: Source): ImportProgress {
  const total = source.total();
  const format = total === undefined ? FORMAT_WITHOUT_TOTAL : FORMAT;
  const bar = new SingleBar({ stream: host.stderr, format, hideCursor: null });
  bar.start(total?.count ?? 0, 0, { contacts: 0, rate: 0 });
  return {
    show: ({ contacts, contactsPerSecond }) => {
      bar.setTotal(source.total()?.count ?? 0);
      bar.update(source.done(), { contacts: thousands(contacts.read), rate: thousands(contactsPerSecond) });
    },
    stop: () => bar.stop(),
  };
}

function createLines(host: Host, source: Source): ImportProgress {
  let dueAtMs = performance.now() + LINE_INTERVAL_MS;
  return {
    show: ({ contacts, contactsPerSecond, seconds }) => {
      if (performance.now() < dueAtMs) return;
      dueAtMs = performance.now() + LINE_INTERVAL_MS;
      const count = source.total()?.count ?? 0;
      const done = source.done();
      const left =
        count === 0 || done === 0 ? '' : `, ${Math.round((seconds * (count - done)) / done)} s left`;
      const rejected = contacts.rejected === 0 ? '' : `, ${thousands(contacts.rejected)} rejected`;
      note(host, `${thousands(contacts.read)} contacts${rejected}, ${thousands(contactsPerSecond)}/s${left}`);
    },
    stop: () => {},
  };
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}
