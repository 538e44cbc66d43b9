import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of this package, as its package.json has it. */
export const VERSION: string = readVersion();

function readVersion(): string {
  // One folder up from the source, two from the build.
  const candidates = ['../package.json', '../../package.json'];
  const file = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (file === undefined) throw new Error('package.json is missing from the installation');
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
