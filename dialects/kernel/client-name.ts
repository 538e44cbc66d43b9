import type { IncomingMessage } from 'node:http';
import { TEXT_LIMITS } from '../../domain/text.ts';
import { decodeHeader, UNREADABLE } from './decode.ts';
import type { ParameterValues } from './parameters.ts';

const CONTROLS = /\p{Cc}+/gu;

/**
 * What a client calls itself in its User-Agent: without control characters, and at most so many characters as may be
 * kept. Undefined where it says nothing, or where a value of one of these parameters, which are secret, is in it.
 */
export function readClientName(
  { headers }: IncomingMessage,
  values: ParameterValues,
  secret: readonly string[],
): string | undefined {
  const raw = headers['user-agent'];
  if (raw === undefined) return undefined;
  const decoded = decodeHeader(raw);
  const name = clean(decoded === UNREADABLE ? raw : decoded);
  if (name === '' || secret.some((parameter) => holds(name, values[parameter]))) return undefined;
  return name.length <= TEXT_LIMITS.client ? name : [...name].slice(0, TEXT_LIMITS.client).join('').trim();
}

function clean(text: string): string {
  return text.replace(CONTROLS, '').trim();
}

function holds(name: string, value: ParameterValues[string]): boolean {
  return [value ?? []].flat().some((item) => {
    const cleaned = clean(item);
    return cleaned !== '' && name.includes(cleaned);
  });
}
