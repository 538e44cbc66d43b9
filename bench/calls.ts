import type { SeedAccount } from './books.ts';
import { type BenchRequest, get } from './http-request.ts';

const VARIED = 1000;
/** A prime, so that every place is met once before any is met twice. */
const STRIDE = 7919;

/** Who calls, in the Txty dialect. */
export function txtyCaller({ user, key }: SeedAccount) {
  return { user, key };
}

/** Who calls, in the Filemail dialect. */
export function filemailCaller({ token }: SeedAccount) {
  return { logintoken: token };
}

/** The call that reads one contact. */
export function viewContact(account: SeedAccount, id: number): BenchRequest {
  return get('/view/contact/api.json', { ...txtyCaller(account), contact: id });
}

/** Some of many, from all over and in no order. */
export function pick<T>(all: readonly T[], count = VARIED): readonly T[] {
  return pickPlaces(all.length, count).flatMap((place) => all[place] ?? []);
}

/** Some places of many. */
export function pickPlaces(of: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => (place * STRIDE) % of);
}
