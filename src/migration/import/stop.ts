/** What work comes to that was not waited for. */
export const STOPPED = Symbol('stopped');

/** The wish that an import ends before its time. */
export interface Stop {
  isAsked(): boolean;
  /** Resolves or rejects as the work does, but to `STOPPED` as soon as that is wished; one work at a time. */
  during<T>(work: Promise<T>): Promise<T | typeof STOPPED>;
}

/** Makes it of a promise that resolves where the import is to end. */
export function createStop(stopped: Promise<unknown>): Stop {
  let isAsked = false;
  // Only the latest work is held: by `Promise.race`, a promise that stays open holds what all of them came to.
  let end = () => {};
  stopped.then(() => {
    isAsked = true;
    end();
  });
  return {
    isAsked: () => isAsked,
    during: (work) =>
      new Promise((resolve, reject) => {
        end = () => resolve(STOPPED);
        if (isAsked) end();
        work.then(resolve, reject);
      }),
  };
}
