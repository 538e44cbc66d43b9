import type { ServerResponse } from 'node:http';

interface WholeAnswer {
  readonly outgoing: ServerResponse;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

let ready: WholeAnswer[] = [];

/**
 * Sends an answer at the end of this turn of the event loop, right behind the others that have become ready in it.
 * Sent one at a time, with work in between, each of them would wake its reader, which is then done with it and
 * asleep again when the next one comes; and on one machine, the waking can cost as much as all the rest of a call.
 */
export function sendAtEndOfTurn(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  if (ready.length === 0) setImmediate(sendReady);
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
