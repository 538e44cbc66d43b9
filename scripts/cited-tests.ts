import { existsSync, readFileSync } from 'node:fs';

/** A citation reads `test/wire/a.test.ts` › a test's name. */
const CITATION = /`(test\/[^`]+\.test\.ts)`(?: › ([^|<\n]+))?/g;

/** The citations of tests on a page whose file, or whose name in it, does not exist. */
export function findMissingTests(page: string): readonly string[] {
  const missing: string[] = [];
  for (const [citation, file = '', name] of page.matchAll(CITATION)) {
    if (!existsSync(file) || (name !== undefined && !holdsName(file, name.trim())))
      missing.push(citation.trim());
  }
  return missing;
}

/** Names are compared as they stand in the source, where quotes may be escaped. */
function holdsName(file: string, name: string): boolean {
  return readFileSync(file, 'utf8').replaceAll('\\', '').includes(name.replaceAll('\\|', '|'));
}
