import type { DialectAccess } from '../../domain/account.ts';

/** Headers that an answer has beside those of every other; undefined where there are none. */
export type Notice = Readonly<Record<string, string>> | undefined;

/**
 * What a client is told where the dialect that it speaks is to end for its account (RFC 9745, RFC 8594). `link`
 * is the header that leads to more.
 */
export function deprecationNotice(
  access: DialectAccess | null | undefined,
  link: string | undefined,
): Notice {
  if (access?.state !== 'deprecated') return undefined;
  const { sinceSeconds, sunsetSeconds } = access;
  return {
    Deprecation: `@${sinceSeconds}`,
    ...(sunsetSeconds === undefined ? {} : { Sunset: new Date(sunsetSeconds * 1000).toUTCString() }),
    ...(link === undefined ? {} : { Link: link }),
  };
}
