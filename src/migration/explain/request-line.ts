import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import { pathsOf } from '../../../dialects/kernel/mount.ts';
import type { ParameterValues } from '../../../dialects/kernel/parameters.ts';
import type { Meaning } from '../../../domain/verbs.ts';
import type { Operation } from '../mapping/parts.ts';
import { placeholder } from './masks.ts';
import type { SentCall } from './read-call.ts';

/** A request that says the same in another dialect; secrets are placeholders. */
export interface WrittenRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Writes a call with its credential and the format that the sent one asks for. `userName` is undefined where unknown. */
export function writeRequest(
  { dialect, endpoint }: Operation,
  values: ParameterValues,
  call: SentCall,
  userName: string | undefined,
): WrittenRequest {
  const asked = askFormat({ dialect, endpoint }, call);
  const own = Object.entries(values).flatMap(([name, value = []]) =>
    [value]
      .flat()
      .map((text) => [name, isSecret({ dialect, endpoint }, name) ? placeholder(name) : text] as const),
  );
  return {
    method: call.method,
    path: asked.path,
    parameters: [
      ...(endpoint.needsCaller ? credentialOf(dialect, userName) : []),
      ...own,
      ...asked.parameters,
    ],
  };
}

function isSecret({ dialect, endpoint }: Operation, name: string): boolean {
  return dialect.secret.includes(name) || endpoint.secret?.includes(name) === true;
}

function credentialOf(dialect: Dialect, userName: string | undefined) {
  return Object.keys(dialect.credential.params).map((name) => {
    const known = dialect.means[name] === 'user name' ? userName : undefined;
    return [name, known ?? placeholder(name)] as const;
  });
}

/** By the end of the path, else by a parameter; what a dialect has no way to ask for is its first format. */
function askFormat({ dialect, endpoint }: Operation, { format, operation, values }: SentCall) {
  const paths = pathsOf(dialect, endpoint);
  const path = paths.find((candidate) => dialect.chooseFormat(candidate, {}).name === format);
  if (path !== undefined) return { path, parameters: [] };
  const byParameter = format === 'jsonp' ? sentValue(operation, values, 'callback') : format;
  const name = findMeaning(dialect, format === 'jsonp' ? 'callback' : 'format');
  const isAsked = name !== undefined && byParameter !== undefined;
  return { path: paths[0] ?? endpoint.path, parameters: isAsked ? [[name, byParameter] as const] : [] };
}

function sentValue({ dialect }: Operation, values: ParameterValues, meaning: Meaning): string | undefined {
  const value = values[findMeaning(dialect, meaning) ?? ''];
  return typeof value === 'string' ? value : undefined;
}

function findMeaning({ means }: Dialect, wanted: Meaning): string | undefined {
  return Object.keys(means).find((name) => means[name] === wanted);
}

const ORIGIN = 'https://GATEWAY';
const SAFE = /^[\w@%+=:,./-]+$/;
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The request as a command line for a POSIX shell; what could steer a terminal is escaped as bash reads it. */
export function toCurlLine({ method, path, parameters }: WrittenRequest): string {
  const data = parameters.map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`);
  return [`curl ${method === 'GET' ? '-G ' : ''}${ORIGIN}${path}`, ...data].join(' \\\n  ');
}

function quote(text: string): string {
  if (SAFE.test(text)) return text;
  if (!STEERING.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, '\\$&').replace(STEERING, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${escaped}'`;
}
