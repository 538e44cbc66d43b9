import { type CountryCode, getCountries, getExampleNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { pick, txtyContacts } from './both-dialects.ts';

const WORKERS = 16;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

interface Example {
  readonly region: CountryCode;
  /** As it is written abroad, such as `+45 12 34 56 78`, and at home. */
  readonly international: string;
  readonly national: string;
  readonly digits: string;
  readonly shown: { readonly msisdn: number; readonly dialcode: number; readonly number: number };
}

const phones: readonly Example[] = getCountries().map((region) => {
  const example = getExampleNumber(region, examples);
  if (example === undefined) throw new Error(`libphonenumber-js has no example for ${region}`);
  const digits = example.number.slice(1);
  const dialcode = Number(example.countryCallingCode);
  return {
    region,
    international: example.formatInternational(),
    national: example.formatNational(),
    digits,
    shown: { msisdn: Number(digits), dialcode, number: Number(example.nationalNumber) },
  };
});

/** Does the work for each example; each worker has one under way at a time. */
async function forEachPhone<T>(workers: readonly T[], work: (phone: Example, worker: T) => Promise<void>) {
  const queue = [...phones];
  const drain = async (worker: T) => {
    for (let phone = queue.shift(); phone !== undefined; phone = queue.shift()) await work(phone, worker);
  };
  await Promise.all(workers.map(drain));
}

function alike(account: TestAccount): readonly TestAccount[] {
  return Array.from({ length: WORKERS }, () => account);
}

/** What Txty lists of the phones of an account's contacts, by their names. */
async function listPhones(account: TestAccount): Promise<ReadonlyMap<string, unknown>> {
  const contacts = await txtyContacts(account);
  return new Map(
    contacts.map((contact) => {
      const { fullname, msisdn, dialcode, number } = Object(contact);
      return [fullname, { msisdn, dialcode, number }];
    }),
  );
}

/** The phones that Txty must list where each region's example was stored under the region's name. */
const expected = new Map(phones.map(({ region, shown }) => [region, shown]));

const email = 'someone@example.com';

describe(`the example number of each of ${phones.length} regions`, () => {
  test('comes through Filemail as the same number in Txty', async () => {
    const account = await gateway.addAccount();
    await forEachPhone(alike(account), async ({ region, international }) => {
      await account.filemail('contacts/add', { name: region, email, mobile: international });
    });
    expect(await listPhones(account)).toEqual(expected);
  });

  test('comes through Txty as the same number, with nothing but its digits', async () => {
    const account = await gateway.addAccount();
    await forEachPhone(alike(account), async ({ region, digits, shown }) => {
      const created = await account.txty('contact/create', { fullname: region, msisdn: digits });
      const { msisdn, dialcode, number } = Object(pick(created, 'contact'));
      expect({ msisdn, dialcode, number }, region).toEqual(shown);
    });
    expect(await listPhones(account)).toEqual(expected);
  });

  test('is understood by Filemail as it is written at home, from an account at home there', async () => {
    const accounts = await Promise.all(Array.from({ length: WORKERS }, () => gateway.addAccount()));
    await forEachPhone(accounts, async ({ region, national }, account) => {
      await gateway.open.directory.updateAccount(account.id, { region });
      await account.filemail('contacts/add', { name: region, email, mobile: national });
    });
    const lists = await Promise.all(accounts.map(listPhones));
    expect(new Map(lists.flatMap((list) => [...list]))).toEqual(expected);
  });
});
