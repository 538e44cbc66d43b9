import type { Connection } from './connection.ts';
import type { HttpAnswer } from './http-answer.ts';

/** The bytes of a call as any client would make it. */
export function plainRequest(path: string, parameters: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(`GET ${path}?${new URLSearchParams(parameters)} HTTP/1.1\r\nHost: example.com\r\n\r\n`);
}

/** Makes a call as any client would, and reads its answer as JSON. */
export async function callPlainly(
  connection: Connection,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  return jsonOf(await connection.send(plainRequest(path, parameters)));
}

/** The answer's body as JSON. */
function jsonOf(answer: HttpAnswer): unknown {
  return JSON.parse(answer.body.toString());
}

/** A value in an answer, by the keys and positions that lead to it. */
export function valueAt(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((found, step) => Object(found)[step], value);
}
