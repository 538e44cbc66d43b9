/** What the program uses of its process; only `main.ts` names the global. */
export type Host = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr' | 'on' | 'off' | 'exit'>;

/** Tells the person something that is no data: by standard error, so that standard output stays clean. */
export function note(host: Host, message: string): void {
  host.stderr.write(`${message}\n`);
}
