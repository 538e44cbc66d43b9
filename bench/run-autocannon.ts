import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadFigures } from './load.ts';

const CHILD = fileURLToPath(new URL('autocannon-child.js', import.meta.url));

/** Runs autocannon in a process of its own. Rejects where it fails itself. */
export async function runAutocannon(load: Load): Promise<LoadFigures> {
  const child = fork(CHILD);
  child.send(load);
  const [answer] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => [new Error(`autocannon ended with ${code}`)]),
  ]);
  if (answer instanceof Error) throw answer;
  return answer;
}
