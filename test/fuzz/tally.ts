import type { Expected } from './expected.ts';

/** Counts what was answered. */
export interface Tally {
  note(dialect: string, status: number, body: Expected): void;
  /** Lines such as `filemail 200 OK 17`, the most frequent first. */
  lines(): readonly string[];
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    note: (dialect, status, body) => {
      const key = `${dialect} ${status} ${codeOf(body)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    lines: () => [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => `${key} ${count}`),
  };
}

function codeOf(body: Expected): string {
  if (typeof body !== 'object' || body === null) return 'list';
  const { error, success, responsestatus, status } = Object(body);
  return String(error ?? success ?? responsestatus ?? status ?? 'list');
}
