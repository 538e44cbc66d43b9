import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { atEndOfFile } from './end-of-file.ts';

/** A call as it came to a hostile vendor. */
export interface HostileCall {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

/** What it does with a call. */
export type Behave = (response: ServerResponse, call: HostileCall) => void | Promise<void>;

/** A server that stands for a vendor and behaves as the test wants. */
export interface HostileVendor {
  readonly url: string;
  /** Every call so far. */
  readonly calls: readonly HostileCall[];
  behave: Behave;
}

/** Starts one, which answers nothing until it is told how to behave. */
export async function startHostileVendor(): Promise<HostileVendor> {
  const calls: HostileCall[] = [];
  const server = createServer(async (request, response) => {
    const { url = '', headers } = request;
    const call = { url, headers, form: new URLSearchParams(await text(request)) };
    calls.push(call);
    await vendor.behave(response, call);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEndOfFile(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const vendor: HostileVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    behave: () => {},
  };
  return vendor;
}

/** Answers with a body, as JSON unless it is said to be something else. */
export function say(body: string, contentType = 'application/json'): Behave {
  return (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(body);
  };
}
