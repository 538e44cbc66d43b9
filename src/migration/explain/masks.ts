import { secretParameters } from '../../../dialects/kernel/describe.ts';
import type { ParameterValues } from '../../../dialects/kernel/parameters.ts';
import type { Operation } from '../mapping/parts.ts';

/** Replaces secrets in whatever is to be told. */
export type Mask = (text: string) => string;

/** Secrets as short as this are replaced only where they stand alone: they may be a part of anything. */
const SHORT = 5;

/** What stands in the place of a secret parameter. */
export function placeholder(name: string): string {
  return name.toUpperCase();
}

/** The secrets among the parameters of a call, each with what stands in its place. */
export function secretsOf(
  { dialect, endpoint }: Operation,
  values: ParameterValues,
): readonly (readonly [secret: string, placeholder: string])[] {
  return secretParameters(dialect, endpoint).flatMap((name) =>
    [values[name] ?? []]
      .flat()
      .flatMap((secret) => [secret, secret.trim()])
      .filter((secret) => secret !== '')
      .map((secret) => [secret, placeholder(name)] as const),
  );
}

/** A mask of these secrets, wherever they stand. */
export function createMask(secrets: readonly (readonly [string, string])[]): Mask {
  const longestFirst = [...secrets].sort(([a], [b]) => b.length - a.length);
  return (text) =>
    longestFirst.reduce((masked, [secret, name]) => {
      if (secret.length <= SHORT) return masked === secret ? name : masked;
      return masked.replaceAll(secret, name);
    }, text);
}

/** The same value with every text in it masked; keys are never secret. */
export function maskValue<T>(value: T, mask: Mask): T {
  return maskAny(value, mask) as T;
}

function maskAny(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => maskAny(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskAny(member, mask)]));
}
