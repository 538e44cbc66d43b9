import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SourceContact } from '../../src/migration/records.ts';
import { openVendorSource, type VendorCredential } from '../../src/migration/vendor/source.ts';
import { type HostileVendor, startHostileVendor } from '../support/hostile-vendor.ts';
import { answerBy, filemail, KEY, PASSWORD, PATIENCE, readAll, say, txty } from './vendor-scene.ts';

let vendor: HostileVendor;
beforeAll(async () => {
  vendor = await startHostileVendor();
});

function open(credential: VendorCredential = KEY, rate: { readonly ratePerSecond?: number } = {}) {
  const dialect = credential.kind === 'key' ? 'txty' : 'filemail';
  return openVendorSource({ dialect, url: vendor.url, credential, onNote: () => {}, ...rate }, PATIENCE);
}

describe('what is read', () => {
  test('is told in both spellings of the keys', async () => {
    const person = {
      ContactID: 'jd893jr8g93hf39th',
      Name: 'Jane',
      Email: '',
      Groups: [{ ContactGroupId: 'g', Name: 'A' }],
    };
    vendor.behave = answerBy({
      '/group/get': say({
        ResponseStatus: 'OK',
        Groups: [{ CONTACTGROUPID: 'g', CONTACTGROUPNAME: 'A' }],
        groups: [],
      }),
      '/contacts/get': say({ Contacts: [person], contacts: [person], responsestatus: 'Ok' }),
    });
    expect(await readAll(await open({ kind: 'token', token: 'given' }))).toEqual([
      {
        kind: 'group',
        place: 'contactgroupid g',
        identity: { key: 'g', textId: 'g' },
        name: 'A',
        faults: [],
      },
      {
        kind: 'contact',
        place: 'contactid jd893jr8g93hf39th',
        identity: { key: 'jd893jr8g93hf39th', textId: 'jd893jr8g93hf39th' },
        fields: { name: 'Jane', email: null },
        groups: ['g'],
        faults: [],
      },
    ]);
  });

  test('has a group that is not listed before the contact that names it', async () => {
    const groups = [{ contactgroupid: 'b', name: 'B' }];
    vendor.behave = filemail(
      [],
      [
        { contactid: '1', name: 'Jane', groups },
        { contactid: '2', name: 'John', groups },
      ],
    );
    const source = await open(PASSWORD);
    const records = await readAll(source);
    expect(records.map(({ kind, place }) => [kind, place])).toEqual([
      ['group', 'contactgroupid b'],
      ['contact', 'contactid 1'],
      ['contact', 'contactid 2'],
    ]);
    expect([source.total(), source.done()]).toEqual([{ unit: 'records', count: 3 }, 3]);
  });

  test('tells of values that cannot be taken, and goes on', async () => {
    const contacts = [
      { controlcontact: '9007199254740993', fullname: 'Jane' },
      {
        controlcontact: 7,
        fullname: ['Jane'],
        groups: [5, 5],
        msisdn: 'none',
        birthday: 1.5,
        sex: 3,
        street: {},
      },
      { controlcontact: 7, fullname: 'John', groups: 'Friends' },
    ];
    vendor.behave = txty([{ controlgroup: null, name: 'A' }], contacts);
    expect(await readAll(await open())).toEqual([
      {
        kind: 'group',
        place: 'number 1 of the groups',
        identity: { key: '#1' },
        name: 'A',
        faults: [{ field: 'id', reason: 'is no id that can be kept', value: 'null' }],
      },
      expect.objectContaining({
        place: 'number 1 of the contacts',
        faults: [{ field: 'id', reason: 'is no id that can be kept', value: '9007199254740993' }],
      }),
      {
        kind: 'group',
        place: 'controlgroup 5',
        identity: { key: '5', id: 5 },
        name: '',
        faults: [{ field: 'name', reason: 'is not told: the vendor does not list this group', value: '' }],
      },
      {
        kind: 'contact',
        place: 'controlcontact 7',
        identity: { key: '7', id: 7 },
        fields: { email: null, zipcode: null },
        groups: ['5'],
        faults: [
          { field: 'name', reason: 'is no text', value: '["Jane"]' },
          { field: 'phone', reason: 'is no phone number', value: 'none' },
          { field: 'street', reason: 'is no text', value: '{}' },
          { field: 'birthdaySeconds', reason: 'is no number of seconds', value: '1.5' },
          { field: 'sex', reason: 'is neither 1 nor 2', value: '3' },
        ],
      },
      expect.objectContaining({
        identity: { key: '7#3', id: 7 },
        faults: [
          { field: 'groups', reason: 'is no list of group ids', value: 'Friends' },
          { field: 'id', reason: 'came before', value: '7' },
        ],
      }),
    ]);
  });

  test.each([
    [
      { msisdn: 4512345678, dialcode: 45 },
      { dialcode: 45, msisdn: 4512345678 },
    ],
    [
      { msisdn: '4512345678', dialcode: '45' },
      { dialcode: 45, msisdn: 4512345678 },
    ],
    // Possible to nobody, but the vendor has it so.
    [
      { msisdn: 451, dialcode: 45 },
      { dialcode: 45, msisdn: 451 },
    ],
    [
      { msisdn: '+45 12 34 56 78', dialcode: null },
      { dialcode: 45, msisdn: 4512345678 },
    ],
    [
      { msisdn: 4512345678, dialcode: 46 },
      { dialcode: 45, msisdn: 4512345678 },
    ],
    [{ msisdn: 4512345678 }, { dialcode: 45, msisdn: 4512345678 }],
    [{ msisdn: '', dialcode: 45 }, null],
    [{ msisdn: null }, null],
    [{}, null],
  ])('the phone of %o is %o', async (told, phone) => {
    vendor.behave = txty([], [{ controlcontact: 1, fullname: 'Jane', ...told }]);
    const [contact] = (await readAll(await open())) as readonly SourceContact[];
    expect([contact?.fields.phone, contact?.faults]).toEqual([phone, []]);
  });
});

test('nothing of an answer is left behind, even while it is read', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'test-'));
  vi.stubEnv('TMPDIR', directory);
  vendor.behave = txty([], [{ controlcontact: 1, fullname: 'Jane' }]);
  const source = await open().finally(() => vi.unstubAllEnvs());
  expect(await readdir(directory)).toEqual([]);
  expect(await readAll(source)).toHaveLength(1);
  await rm(directory, { recursive: true });
});

test('a rate is kept to, repeated members included', async () => {
  const contacts = Array.from({ length: 60 }, (_, place) => ({
    controlcontact: place + 1,
    fullname: 'Jane',
  }));
  vendor.behave = txty([{ controlgroup: 1, name: 'Friends', contacts }], contacts);
  const beganMs = performance.now();
  const source = await open(KEY, { ratePerSecond: 500 });
  // A timer may end a little early.
  expect(performance.now() - beganMs).toBeGreaterThan((1000 * 121) / 500 - 10);
  expect(await readAll(source)).toHaveLength(61);
});
