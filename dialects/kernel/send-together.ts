import type { ServerResponse } from 'node:http';

interface WholeAnswer {
  readonly outgoing: ServerResponse;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

let ready: WholeAnswer[] = [];

/**
 * Sends an answer a turn of the event loop later, right behind the others that are ready by then, and behind what is
 * for the store. Sent one at a time, with work in between, each of them would wake its reader, which is then done
 * with it and asleep again when the next one comes; and the waking can cost as much as all the rest of a call.
 */
export function sendWithOthers(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  if (ready.length === 0) setImmediate(() => setImmediate(sendReady));
  ready.push({ outgoing, status, headers, text });
}

function sendReady(): void {
  const answers = ready;
  ready = [];
  for (const { outgoing, status, headers, text } of answers) {
    outgoing.writeHead(status, headers);
    outgoing.end(text);
  }
}
