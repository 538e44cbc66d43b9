import { openRaw } from '../../support/raw-socket.ts';

/** What came back over the wire for something that was sent. */
export interface CanaryAnswer {
  readonly what: string;
  /** Undefined where nothing came that looks like HTTP. */
  readonly status: number | undefined;
  /** Head and body. */
  readonly text: string;
}

/** Sends a request by fetch and keeps the whole answer; one that is cut counts as far as it came. */
export async function ask(what: string, url: string, init: RequestInit = {}): Promise<CanaryAnswer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const body = await response.text();
  return { what, status: response.status, text: `${head}\n\n${body}` };
}

/** Sends bytes on a connection of their own, and keeps what comes until the other side closes it. */
export async function askRaw(what: string, port: number, bytes: string): Promise<CanaryAnswer> {
  const connection = await openRaw(port);
  connection.write(Buffer.from(bytes, 'latin1'));
  const text = await connection.readToEnd();
  connection.destroy();
  const status = /^HTTP\/1\.\d (\d+)/.exec(text)?.[1];
  return { what, status: status === undefined ? undefined : Number(status), text };
}
