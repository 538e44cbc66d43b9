/** What a suite found, ready to be printed or written into the report. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
}

/** A figure beside what it must reach. */
export interface Verdict {
  readonly what: string;
  readonly figure: string;
  readonly target: string;
  readonly isMet: boolean;
}

/** What a figure must reach, or stay within. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** Judges a figure that must be at least, or at most, so much. */
export function judge(what: string, figure: number, bound: Bound, unit = '×'): Verdict {
  const show = (value: number) => (unit === '×' ? `${value.toFixed(2)}×` : `${formatNumber(value)} ${unit}`);
  const [sign, limit] = 'atLeast' in bound ? ['≥', bound.atLeast] : ['≤', bound.atMost];
  const isMet = 'atLeast' in bound ? figure >= limit : figure <= limit;
  return { what, figure: show(figure), target: `${sign} ${show(limit)}`, isMet };
}

/** A number with as many digits as are worth reading. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Bytes as MB (10⁶ bytes), to read. */
export function formatMegabytes(bytes: number): string {
  return formatNumber(bytes / 1e6);
}

/** A table as Markdown, which is as readable in a terminal. */
export function formatTable({ title, head, rows, verdicts }: Table, level = '###'): string {
  const lines = [`${level} ${title}`, '', ...alignColumns([head, ...rows])];
  if (verdicts.length > 0) lines.push('');
  for (const { what, figure, target, isMet } of verdicts)
    lines.push(`* ${isMet ? '✔' : '✘'} ${what}: ${figure} (target ${target})`);
  return lines.join('\n');
}

function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? '';
      return column === 0 ? text.padEnd(width) : text.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [lines[0] ?? '', `| ${rule.join(' | ')} |`, ...lines.slice(1)];
}
