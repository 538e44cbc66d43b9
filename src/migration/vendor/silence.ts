/** A wait that is broken off where it takes too long. */
export interface Silence {
  readonly signal: AbortSignal;
  /** The longest wait begins anew. */
  begin(): void;
  /** Nobody waits. */
  end(): void;
}

/** Makes one of the longest wait in milliseconds; its signal is of a `DOMException` called `TimeoutError`. */
export function createSilence(silenceMs: number): Silence {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = () => clearTimeout(timer);
  const begin = () => {
    end();
    timer = setTimeout(() => controller.abort(new DOMException('silent', 'TimeoutError')), silenceMs);
  };
  return { signal: controller.signal, begin, end };
}
