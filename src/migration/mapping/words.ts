import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Mapping } from './mapping.ts';
import { code } from './parts.ts';

/** What another dialect does not take of a call, in sentences with Markdown's marks for code. */
export function describeLost({ lost, to }: Mapping): readonly string[] {
  return lost.length === 0 ? [] : [`${list(lost.map(({ name }) => name))}: not taken by ${to.dialect.name}.`];
}

/** What it demands beside that, in the same way. */
export function describeDemanded({ demanded, to }: Mapping): readonly string[] {
  const names = demanded.map(({ name }) => name);
  return names.length === 0 ? [] : [`${list(names)}: demanded by ${to.dialect.name}.`];
}

/** What no answer of it shows, in the same way. */
export function describeHidden({ hidden, to }: Mapping): readonly string[] {
  const keys = hidden.filter(({ shownBy }) => shownBy === undefined).flatMap((value) => value.keys);
  return keys.length === 0 ? [] : [`${list(keys)}: not shown by ${to.dialect.name}.`];
}

/** What another of its answers shows, in the same way. */
export function describeElsewhere({ hidden }: Mapping): readonly string[] {
  const keysBy = new Map<string, string[]>();
  for (const { keys, shownBy } of hidden)
    if (shownBy !== undefined) keysBy.set(shownBy, [...(keysBy.get(shownBy) ?? []), ...keys]);
  return [...keysBy].map(([operation, keys]) => `${list(keys)}: in the answer of ${code(operation)}.`);
}

/** What is different in every call of another dialect, in the same way. */
export function describeEveryCall(from: Dialect, to: Dialect): readonly string[] {
  const [own, theirs] = [from, to].map(({ credential }) => Object.keys(credential.params));
  const [half, other] = [from.spelling.ids.half, to.spelling.ids.half];
  return [
    `${list(theirs ?? [])} instead of ${list(own ?? [])}.`,
    ...(half === other
      ? []
      : [
          `The id of a contact or group is another one: a ${other} in ${to.name}, a ${half} in ${from.name}.`,
        ]),
  ];
}

/** Which of its parameters that every call may have are not taken, in the same way. */
export function describeLostOfEveryCall(names: readonly string[], to: Dialect): readonly string[] {
  return names.length === 0 ? [] : [`${list(names)}: not taken by ${to.name}.`];
}

function list(names: readonly string[]): string {
  return names.map(code).join(', ');
}

/** The same sentences for a terminal. */
export function withoutMarks(text: string): string {
  return text.replaceAll('`', '');
}
