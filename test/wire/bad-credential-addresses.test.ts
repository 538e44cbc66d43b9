import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import type { CallOptions, Parameters, Reply } from '../support/client.ts';
import { BAD_TOKEN, errorText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const MAX_MISSES = 2;
const WRONG_TOKEN = { logintoken: 'wrong' };
const NO_FILEMAIL_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const TOO_MANY_TOKENS = errorText('ServiceInterruption', 'Too many invalid login tokens, try again later');

let gateway: TestGateway;
let account: TestAccount;
let addresses = 0;

beforeAll(async () => {
  gateway = await startTestGateway({ maxBadCredentials: MAX_MISSES, trustProxy: ['loopback'] });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const from = (address: string): CallOptions => ({ headers: { 'x-forwarded-for': address } });

const callFilemail = (address: string, parameters?: Parameters) =>
  account.filemail('contacts/get', parameters, from(address));

/** An address from which nobody has called yet. */
function newAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

/** Calls wrongly as often as an address may. */
async function useUp(address: string): Promise<void> {
  for (let count = 0; count < MAX_MISSES; count += 1) {
    const { status, text } = await callFilemail(address, WRONG_TOKEN);
    expect({ status, text }).toEqual({ status: 200, text: BAD_TOKEN });
  }
}

function expectThrottled({ status, text, headers }: Reply, expected: string): void {
  expect({ status, text }).toEqual({ status: 429, text: expected });
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

describe('the refusal', () => {
  test('is written in the format that was asked for', async () => {
    const address = newAddress();
    await useUp(address);
    const jsonp = await callFilemail(address, { ...WRONG_TOKEN, callback: 'cb' });
    expectThrottled(jsonp, `/**/cb(${TOO_MANY_TOKENS});`);
    const xml = await callFilemail(address, { ...WRONG_TOKEN, format: 'xml' });
    expect(xml.status).toBe(429);
    expect(xml.text).toContain('<response><responsestatus>ServiceInterruption</responsestatus>');
    const txtyXml = await account.txty(
      'view/contacts',
      { key: 'wrong' },
      { ...from(address), suffix: 'xml' },
    );
    expect(txtyXml.status).toBe(429);
    expect(txtyXml.text).toContain('<response><status>error</status><error>TOO_MANY_REQUESTS</error>');
  });

  test('lets nothing be changed', async () => {
    const address = newAddress();
    await useUp(address);
    const contact = { name: 'Ann', email: 'ann@example.com' };
    const refused = await account.filemail('contacts/add', { ...contact, ...WRONG_TOKEN }, from(address));
    expectThrottled(refused, TOO_MANY_TOKENS);
    expect((await callFilemail(address)).text).toBe(NO_FILEMAIL_CONTACTS);
  });
});

describe('an address', () => {
  test('of IPv6 counts by its network of 64 bits', async () => {
    await useUp('2001:db8:1:2::1');
    for (const same of ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:0db8:0001:0002:3:4:5:6'])
      expectThrottled(await callFilemail(same, WRONG_TOKEN), TOO_MANY_TOKENS);
    for (const other of ['2001:db8:1:3::1', '2001:db8::1', '2001:db8:1::2:0:0:1'])
      expect((await callFilemail(other, WRONG_TOKEN)).status).toBe(200);
  });

  test('of IPv4 is the same where it comes mapped into IPv6', async () => {
    const address = newAddress();
    await useUp(`::ffff:${address}`);
    expectThrottled(await callFilemail(address, WRONG_TOKEN), TOO_MANY_TOKENS);
    expectThrottled(await callFilemail(`::FFFF:${address}`, WRONG_TOKEN), TOO_MANY_TOKENS);
    expect((await callFilemail(`::ffff:${newAddress()}`, WRONG_TOKEN)).status).toBe(200);
  });
});
