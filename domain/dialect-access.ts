import type { Account, DialectAccess } from './account.ts';
import { DirectoryError } from './store.ts';

/** What the operator may say of a dialect; of one that is deprecated also when it is to end. */
export type DialectChoice =
  | { readonly state: 'on' }
  | { readonly state: 'off' }
  | { readonly state: 'deprecated'; readonly sunsetSeconds?: number };

/**
 * What an account may be called through once the operator has said so. A dialect that is deprecated already stays so
 * from when it was first. Throws a `DirectoryError` where it were to end before it is deprecated.
 */
export function chooseAccess(
  dialects: Account['dialects'],
  name: string,
  choice: DialectChoice,
  nowSeconds: number,
): Account['dialects'] {
  const { [name]: current, ...others } = dialects;
  if (choice.state === 'on') return others;
  if (choice.state === 'off') return { ...others, [name]: { state: 'off' } };
  return { ...others, [name]: deprecate(current, choice.sunsetSeconds, nowSeconds) };
}

function deprecate(
  current: DialectAccess | undefined,
  sunsetSeconds: number | undefined,
  nowSeconds: number,
): DialectAccess {
  const sinceSeconds = current?.state === 'deprecated' ? current.sinceSeconds : nowSeconds;
  if (sunsetSeconds === undefined) return { state: 'deprecated', sinceSeconds };
  // No client is to be told so (RFC 9745, section 4).
  if (sunsetSeconds < sinceSeconds) {
    const since = new Date(sinceSeconds * 1000).toISOString();
    throw new DirectoryError('sunset-too-early', `It can't end before it is deprecated, which is ${since}.`);
  }
  return { state: 'deprecated', sinceSeconds, sunsetSeconds };
}
