import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Meaning } from '../../../domain/verbs.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { code } from '../mapping/parts.ts';
import { type BookFacts, countKnown } from './book-facts.ts';

/** What a move to another dialect comes up against. */
export interface Finding {
  /** `lacking` stands in the way, `lost` is gone with the move, and `harmless` is of no weight for this address book. */
  readonly weight: 'lacking' | 'lost' | 'harmless';
  /** A sentence with Markdown's marks for code. */
  readonly text: string;
  /** Operations that it is about; empty where it is about all. */
  readonly operations: readonly string[];
}

/** What the other dialect can't express of an operation, weighed by what is in the address book. Pure. */
export function findLosses(mapping: Mapping, facts: BookFacts): readonly Finding[] {
  const { to, lost, hidden, demanded, quirks, pairs } = mapping;
  const name = to.dialect.name;
  const operations = [mapping.from.endpoint.id];
  const unshown = hidden.filter(({ shownBy }) => shownBy === undefined);
  const gone = [
    ...unshown.map(({ meaning, keys }) => ({ meaning, names: keys, how: 'not shown by' })),
    ...lost.map((parameter) => ({
      meaning: parameter.meaning,
      names: [parameter.name],
      how: 'not taken by',
    })),
  ];
  const findings = gone.map(({ meaning, names, how }): Finding => {
    const known = countKnown(facts, meaning);
    const what = `${names.map(code).join(', ')}: ${isKnownTo(to.dialect, meaning) ? how : 'unknown to'} ${name}`;
    const text = `${what}${known === undefined ? '' : `, and ${share(known, facts)} one`}.`;
    return { weight: known === 0 ? 'harmless' : 'lost', operations, text };
  });
  for (const { meaning, name: parameter } of demanded) {
    const known = countKnown(facts, meaning);
    if (known === undefined) continue;
    const without = facts.contacts - known;
    const text = `${code(parameter)}: demanded by ${name}, and ${share(without, facts)} none.`;
    findings.push({ weight: without === 0 ? 'harmless' : 'lacking', operations, text });
  }
  for (const { narrows, parameter, text } of quirks) {
    if (narrows === 'empty') findings.push({ weight: 'lost', operations, text });
    if (narrows !== 'phone') continue;
    const phone = pairs.find(({ from }) => from.name === parameter)?.to.name ?? '';
    const refused = `${code(phone)}: refuses what is no possible number, and ${share(facts.textPhones, facts)} such.`;
    findings.push({ weight: facts.textPhones === 0 ? 'harmless' : 'lost', operations, text: refused });
  }
  return findings;
}

function isKnownTo({ endpoints }: Dialect, meaning: Meaning): boolean {
  return endpoints.some(({ means, shows }) =>
    [...Object.values(means), ...Object.values(shows)].includes(meaning),
  );
}

function share(count: number, { contacts }: BookFacts): string {
  if (count === 0) return 'no contact has';
  return `${count} of ${contacts} contacts ${count === 1 ? 'has' : 'have'}`;
}

/** The same findings, each once, with all the operations that it is about. Pure. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const known = merged.get(finding.text);
    const operations = [...new Set([...(known?.operations ?? []), ...finding.operations])];
    merged.set(finding.text, { ...finding, operations });
  }
  return [...merged.values()];
}
