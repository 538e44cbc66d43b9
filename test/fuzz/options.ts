import { parseArgs } from 'node:util';

export const FAMILIES = ['call', 'raw', 'big', 'slow'] as const;

/** A kind of cases with a way of its own to be run. */
export type Family = (typeof FAMILIES)[number];

export interface Options {
  readonly cases: number;
  readonly seed: number;
  /** Only this family; with `path`, the one case of it that failed. */
  readonly family: Family | undefined;
  readonly path: string | undefined;
}

const HELP = `npm run fuzz -- [--cases N] [--seed S] [--family call|raw|big|slow [--path P]]

  --cases N   how many cases (2000)
  --seed S    makes the same cases again; a failure names its own
  --family F  only cases of this family
  --path P    only the case that failed, as the failure says, with its seed and its family

DATABASE_URL names the store; without it the gateway runs its own.
`;

/** Reads the command line. Throws where it can't be understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string', default: '2000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      family: { type: 'string' },
      path: { type: 'string' },
    },
  });
  const { cases, seed, path } = values;
  const family = FAMILIES.find((name) => name === values.family);
  const isWrong = !/^\d+$/.test(cases) || !/^-?\d+$/.test(seed) || family !== values.family;
  if (isWrong || (path !== undefined && family === undefined)) throw new Error(HELP);
  return { cases: Number(cases), seed: Number(seed), family, path };
}
