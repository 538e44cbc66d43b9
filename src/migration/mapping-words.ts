import type { Dialect } from '../../dialects/kernel/dialect.ts';
import { lostOfEveryCall, type Mapping } from './mapping.ts';
import { code } from './mapping-parts.ts';

/** What another dialect's operation does not take of a call, in sentences with Markdown's marks for code. */
export function describeLost({ lost, demanded, to }: Mapping): readonly string[] {
  const name = to.dialect.name;
  return [
    ...(lost.length === 0 ? [] : [`${list(lost.map((own) => own.name))}: not taken by ${name}.`]),
    ...(demanded.length === 0 ? [] : [`${list(demanded.map((their) => their.name))}: demanded by ${name}.`]),
  ];
}

/** What it does not show of an answer, in the same way. */
export function describeHidden({ hidden, to }: Mapping): readonly string[] {
  const elsewhere = new Map<string, string[]>();
  const nowhere: string[] = [];
  for (const { keys, shownBy } of hidden) {
    if (shownBy === undefined) nowhere.push(...keys);
    else elsewhere.set(shownBy, [...(elsewhere.get(shownBy) ?? []), ...keys]);
  }
  return [
    ...[...elsewhere].map(([operation, keys]) => `${list(keys)}: in ${code(operation)}.`),
    ...(nowhere.length === 0 ? [] : [`${list(nowhere)}: not shown by ${to.dialect.name}.`]),
  ];
}

/** What is different in every call of another dialect, in the same way. */
export function describeEveryCall(from: Dialect, to: Dialect): readonly string[] {
  const [own, theirs] = [from, to].map(({ credential }) => Object.keys(credential.params));
  const lost = lostOfEveryCall(from, to);
  const [half, other] = [from.spelling.ids.half, to.spelling.ids.half];
  return [
    `${list(theirs ?? [])} instead of ${list(own ?? [])}.`,
    ...(half === other
      ? []
      : [`Contacts and groups have an id for each: a ${other} in ${to.name}, a ${half} in ${from.name}.`]),
    ...(lost.length === 0 ? [] : [`${list(lost)}: not taken by ${to.name}.`]),
  ];
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}

/** The same sentences for a terminal. */
export function withoutMarks(text: string): string {
  return text.replaceAll('`', '');
}
