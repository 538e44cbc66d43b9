import { afterEach, beforeEach, expect, test } from 'vitest';
import { tidyUp } from './support/gateways.ts';
import { type Scene, setScene } from './support/scene.ts';
import { askOnce } from './support/sql.ts';

const WRITES = 400;
let scene: Scene;

beforeEach(async () => {
  scene = await setScene('server');
  const work = scene.writers.begin({ gatewayMayDie: false });
  await work.achieve(WRITES);
  await work.stop();
  expect(await scene.findFaults()).toEqual([]);
});
afterEach(tidyUp);

/** One contact of a writer's, in no group. */
const LONER = `(select id from contact where email like 'w%' and not exists
  (select from membership where contact_id = contact.id) order by id limit 1)`;
const COPY = `insert into contact (account_id, id, text_id, name, email, street, dialcode, msisdn)
  select account_id, new, new::text, name, email, street, dialcode, msisdn
  from contact, lateral (select nextval('contact_numbers') as new where contact.id > 0) as number`;

/** What a faulty store might do, and how the check of the book says so. */
const HARMS: readonly (readonly [statement: string, said: string])[] = [
  [`delete from contact where id = ${LONER}`, ' is gone, not {"name"'],
  [`update contact set street = 'elsewhere' where id = ${LONER}`, '"street":"elsewhere"'],
  [`delete from membership where ctid = (select min(ctid) from membership)`, '"groups":['],
  [
    `insert into membership select account_id, id, (select min(g.id) from contact_group g
    where g.account_id = contact.account_id) from contact where id = ${LONER}`,
    '"groups":["w',
  ],
  [
    `update contact set id = id + 1000000, text_id = id + 1000000 where id = ${LONER}`,
    ' has another id than',
  ],
  [
    `insert into contact_group select account_id, 5000000, 'x', 'nobody/0' from contact where id = ${LONER}`,
    'nobody was made by nobody',
  ],
  [
    `delete from credential where id = (select max(id) from credential where description like 'w%')`,
    ' is gone, not {"kind"',
  ],
  [`${COPY} where id = ${LONER}`, ' is there 2 times'],
];

test('the check of a book finds whatever is lost, doubled, half done, changed or nobody’s', async () => {
  const url = await scene.store.findUrl();
  const known = new Set<string>();
  for (const [statement, said] of HARMS) {
    const harmed = await askOnce(
      url,
      `with harmed as (${statement} returning 1) select count(*) from harmed`,
    );
    expect([statement, harmed]).toEqual([statement, 1]);
    const faults = await scene.findFaults();
    expect(faults.filter((fault) => !known.has(fault))).toEqual([expect.stringContaining(said)]);
    for (const fault of faults) known.add(fault);
  }
});
