import { readContactRange, refreshCredentials, type SeedAccount, seedAccount } from '../books.ts';
import { pick, pickPlaces, viewContact } from '../calls.ts';
import { type BenchDatabase, openSeeded } from '../database.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import type { BenchRequest } from '../http-request.ts';
import { type LoadTarget, tabulateLoad, throughput } from '../load-table.ts';
import { type Contestant, measureLoad } from '../measure.ts';
import { fingerprintOf, seed } from '../seed.ts';
import type { Bench } from '../suite.ts';

/** How many accounts there are of how many contacts, in databases of three sizes. */
const SIZES = {
  '10k': [[10, 1000]],
  '1M': [[100, 10_000]],
  '5M': [
    [1, 1000],
    [400, 10_000],
    [1, 1_000_000],
  ],
} as const;

type Size = keyof typeof SIZES;

/** How many different contacts are asked for. */
const VARIED = 10_000;
const LEAST = '10k';
const MOST = '5M';

/** One contact of ever more in the database, and of a small account beside one of a million contacts. */
export async function* growth(bench: Bench) {
  const sites = new Map<Size, Site>();
  try {
    for (const size of Object.keys(SIZES) as Size[]) sites.set(size, await openSite(bench, size));
    const contestants: Contestant[] = [];
    for (const [size, site] of sites)
      for (const name of bench.choose(['bare', 'diglot']))
        contestants.push(await contest(`${name}, ${size}`, name, site, site.requests, size));
    const results = await measureLoad({ contestants }, bench.load);
    yield tabulateLoad(
      'One contact of ever more in the database',
      results,
      bench.gateways.flatMap(growthTargets),
    );
    const site = sites.get(MOST);
    if (site !== undefined) yield* compareAccounts(bench, site);
  } finally {
    for (const { fleet, database } of sites.values()) {
      await fleet.stop();
      await database.close();
    }
  }
}

interface Site {
  readonly accounts: readonly SeedAccount[];
  readonly database: BenchDatabase;
  readonly fleet: Fleet;
  readonly requests: readonly BenchRequest[];
}

async function openSite({ adminUrl }: Bench, size: Size): Promise<Site> {
  const accounts = SIZES[size].flatMap(([count, contacts]) =>
    Array.from({ length: count }, (_, place) => seedAccount(`growth-${contacts}-${place}`, contacts)),
  );
  const fingerprint = await fingerprintOf(accounts);
  const name = `diglot_bench_growth_${size.toLowerCase()}`;
  const database = await openSeeded(adminUrl, name, fingerprint, (sql) => seed(sql, accounts));
  await refreshCredentials(database.sql);
  await warm(database.sql);
  const each = Math.ceil(VARIED / accounts.length);
  const reads: BenchRequest[] = [];
  for (const account of accounts) reads.push(...(await readsOf(database, account, each)));
  return { accounts, database, fleet: createFleet(database.url), requests: pick(reads, VARIED) };
}

/** Reads all of a database once: what is measured is the way to a row, not the disk's. */
async function warm(sql: BenchDatabase['sql']): Promise<void> {
  await sql`create extension if not exists pg_prewarm`;
  await sql`
    select sum(pg_prewarm(oid, 'read')) from pg_class
    where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace`;
}

async function readsOf({ sql }: BenchDatabase, account: SeedAccount, count: number) {
  const range = await readContactRange(sql, account.user);
  return pickPlaces(range.count, count).map((place) => viewContact(account, range.first + place));
}

async function contest(
  label: string,
  name: string,
  { fleet, database }: Site,
  requests: readonly BenchRequest[],
  asks: string,
): Promise<Contestant> {
  return { label, server: await fleet.get(name), database, requests, asks };
}

function growthTargets(name: string): readonly LoadTarget[] {
  const sizes = Object.keys(SIZES);
  return [
    ...sizes.flatMap((size) => throughput(`${name}, ${size}`, { [`bare, ${size}`]: 0.9 })),
    ...sizes
      .filter((size) => size !== LEAST)
      .flatMap((size) => throughput(`${name}, ${size}`, { [`${name}, ${LEAST}`]: 0.8 })),
  ];
}

async function* compareAccounts(bench: Bench, site: Site) {
  const [small, large] = [site.accounts.at(0), site.accounts.at(-1)];
  if (small === undefined || large === undefined) return;
  for (const name of bench.gateways) {
    const [ofSmall, ofLarge] = [`${name}, account of 1k`, `${name}, account of 1M`];
    const contestants = [
      await contest(ofSmall, name, site, await readsOf(site.database, small, VARIED), 'small'),
      await contest(ofLarge, name, site, await readsOf(site.database, large, VARIED), 'large'),
    ];
    yield tabulateLoad(
      `One contact of a small and of a large account among 5 million, ${name}`,
      await measureLoad({ contestants }, bench.load),
      [{ of: ofLarge, to: ofSmall, figure: 'p99Ms', bound: { atMost: 1.5 } }],
    );
  }
}
