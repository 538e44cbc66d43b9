import { LostCall } from './connection.ts';
import type { PlannedCall } from './mix.ts';
import type { LoadReply } from './reply-reader.ts';

/** What became of a call. */
export interface Outcome {
  readonly operation: string;
  /**
   * `ok`: carried out; `busy`: refused whole with 503 and `Retry-After`; `wrong`: any other answer; `lost`: no
   * whole answer; `unconnected`: nobody listened, so nothing was sent.
   */
  readonly kind: 'ok' | 'busy' | 'wrong' | 'lost' | 'unconnected';
  /** From when the call was due, or was sent, to its whole answer. */
  readonly milliseconds: number;
  /** Undefined for `ok`. */
  readonly detail?: string;
}

export type Note = (outcome: Outcome) => void;

/** Sends a call and says what became of it. Never rejects. */
export async function playCall(
  call: PlannedCall,
  send: (request: string) => Promise<LoadReply>,
  dueAt = performance.now(),
): Promise<Outcome> {
  const { operation } = call;
  try {
    const reply = await send(call.request);
    const milliseconds = performance.now() - dueAt;
    const outcome = { operation, milliseconds, ...judge(call, reply) };
    call.settle(reply);
    return outcome;
  } catch (error) {
    call.settle(undefined);
    const milliseconds = performance.now() - dueAt;
    const kind = error instanceof LostCall ? error.kind : 'lost';
    return { operation, milliseconds, kind, detail: String(error) };
  }
}

const SHOWN_BYTES = 300;
// The two dialects' words for it; half an envelope is no refusal.
const BUSY = /^\{.*"ServiceInterruption".*\}$|^\{.*"SERVICE_UNAVAILABLE".*\}$|^<\?xml.*<\/response>$/s;

function judge(call: PlannedCall, reply: LoadReply): Pick<Outcome, 'kind' | 'detail'> {
  if (call.succeeds(reply)) return { kind: 'ok' };
  const text = reply.body.toString();
  const isBusy = reply.status === 503 && /\r\nretry-after: *\d/i.test(reply.head) && BUSY.test(text);
  // A list may hold people's data, but these are ours alone.
  return { kind: isBusy ? 'busy' : 'wrong', detail: `${reply.status} ${text.slice(0, SHOWN_BYTES)}` };
}
