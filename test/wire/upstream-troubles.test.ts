import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPasswords } from '../../domain/password.ts';
import { callUrl, type Reply } from '../support/client.ts';
import { findFreePort } from '../support/free-port.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Behave, type HostileVendor, say, startHostileVendor } from '../support/hostile-vendor.ts';
import { addWaiting, filemailLogin, type LoginWire, passwordOf, txtyLogin } from '../support/login-wire.ts';

const MAX_FAILURES = 1;
const TIMEOUT_MS = 800;
const WARN = 40;
const LONG_MS = 60_000;
/** So that what comes a second late still finds who it waits for. */
const BUSY_MS = 2000;

let vendor: HostileVendor;
let elsewhere: HostileVendor;
let gateway: TestGateway;
let patient: TestGateway;
let busy: TestGateway;
let user: string;

const PASSWORD = `canary-${randomBytes(8).toString('hex')}+ &=%`;

beforeAll(async () => {
  vendor = await startHostileVendor();
  elsewhere = await startHostileVendor();
  const upstream = { upstreamFilemail: vendor.url, upstreamTxty: vendor.url };
  const start = (upstreamTimeoutMs: number, loginMaxFailures: number) =>
    startTestGateway({
      ...{ ops: true, loginMaxFailures },
      upstream: { ...upstream, upstreamTimeoutMs },
    });
  gateway = await start(TIMEOUT_MS, MAX_FAILURES);
  patient = await start(LONG_MS, 10);
  busy = await start(BUSY_MS, MAX_FAILURES);
});

beforeEach(async () => {
  user = `user-${randomBytes(4).toString('hex')}`;
  await addWaiting(gateway, user);
});

async function countOf(dialect: string, outcome: string): Promise<number> {
  const { text } = await callUrl(`${gateway.opsUrl}/metrics`);
  const sample = `diglot_upstream_logins_total{dialect="${dialect}",outcome="${outcome}"} `;
  const line = text.split('\n').find((one) => one.startsWith(sample));
  return Number(line?.slice(sample.length) ?? 0);
}

const asked = (wire: LoginWire) => vendor.calls.filter(({ url }) => url === wire.path).length;
const big = `{"responsestatus":"ok","logintoken":"x","pad":"${'x'.repeat(70_000)}"}`;

/** Ways in which a vendor says neither yes nor no, and what the operator is told of each. */
const TROUBLES: readonly (readonly [string, string, (wire: LoginWire) => Behave])[] = [
  ['does not answer', 'TimeoutError', () => () => {}],
  [
    'never ends its answer',
    'TimeoutError',
    ({ acceptedText }) =>
      (response) => {
        response.write(acceptedText);
      },
  ],
  [
    'cuts the connection',
    'UND_ERR_SOCKET',
    () => (response) => {
      response.destroy();
    },
  ],
  [
    'answers 500',
    'HTTP 500',
    ({ acceptedText }) =>
      (response) => {
        response.writeHead(500).end(acceptedText);
      },
  ],
  [
    'answers 401 in its own words',
    'HTTP 401',
    ({ refusedText }) =>
      (response) => {
        response.writeHead(401).end(refusedText('x'));
      },
  ],
  ['answers with a page', 'no JSON', () => say('<html>Welcome</html>', 'text/html')],
  ['answers with garbage', 'no JSON', () => say('\u0000\ufffd{')],
  ['answers with nothing', 'no JSON', () => say('')],
  ['answers without end', 'too long', () => say(big)],
  [
    'says ok without a credential',
    'no answer to a login',
    () => say('{"responsestatus":"ok","status":"success"}'),
  ],
  ['answers with no object', 'no answer to a login', () => say('"ok"')],
  ['asks for a captcha or a pause', 'no answer to a login', ({ captchaText }) => say(captchaText)],
  [
    'sends it elsewhere',
    'HTTP 307',
    () => (response) => {
      response.writeHead(307, { location: `${elsewhere.url}/api/authentication/login` }).end();
    },
  ],
];

describe.each([filemailLogin, txtyLogin])('a login by $dialect', (wire: LoginWire) => {
  test.each(TROUBLES)('is refused where the vendor %s, which is no guess', async (_, reason, behave) => {
    vendor.behave = behave(wire);
    const before = await countOf(wire.dialect, 'unknown');
    const from = gateway.log.length;
    for (let attempt = 0; attempt <= MAX_FAILURES; attempt += 1)
      expect((await wire.logIn(gateway.url, user, PASSWORD)).text).toBe(wire.refusedText(user));
    expect(await countOf(wire.dialect, 'unknown')).toBe(before + MAX_FAILURES + 1);
    expect(gateway.log.slice(from).filter(({ level }) => Number(level) === WARN)).toEqual(
      Array(MAX_FAILURES + 1).fill({
        ...{ level: WARN, time: expect.any(Number), dialect: wire.dialect, verdict: 'unknown', reason },
        ...{ ms: expect.any(Number), msg: 'a vendor did not judge a login' },
      }),
    );
    expect(elsewhere.calls).toEqual([]);
    expect(await passwordOf(gateway, user)).toBeNull();
    // Nothing was counted against the user: once the vendor is back, the right password opens the account.
    vendor.behave = say(wire.acceptedText);
    wire.secretOf(await wire.logIn(gateway.url, user, PASSWORD));
  });

  test('is refused where nobody listens at the vendor', async () => {
    const port = await findFreePort();
    const upstream = { [wire.setting]: `http://127.0.0.1:${port}` };
    const lonely = await startTestGateway({ upstream, loginMaxFailures: 1 });
    await addWaiting(lonely, user);
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect((await wire.logIn(lonely.url, user, PASSWORD)).text).toBe(wire.refusedText(user));
    expect(lonely.log.filter(({ msg }) => msg === 'a vendor did not judge a login')).toHaveLength(3);
    expect(JSON.stringify(lonely.log)).toContain('"reason":"ECONNREFUSED"');
  });

  test('is not refused for a vendor that does not take its credential back', async () => {
    vendor.behave = (response, call) => {
      if (call.url === wire.path) return say(wire.acceptedText)(response, call);
      response.writeHead(500).end();
    };
    wire.secretOf(await wire.logIn(gateway.url, user, PASSWORD));
    await vi.waitFor(() => expect(vendor.calls.at(-1)?.form.toString()).toContain('f'.repeat(32)));
  });

  test('sends the vendor the password in the body alone, and nothing of the client', async () => {
    vendor.behave = say(wire.acceptedText);
    const from = vendor.calls.length;
    wire.secretOf(await wire.logIn(gateway.url, user, PASSWORD));
    const { url, headers, form } = vendor.calls[from] ?? {};
    expect(url).toBe(wire.path);
    expect(form && [...form.values()]).toEqual([user, PASSWORD]);
    expect(headers?.['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(headers?.['x-forwarded-for']).toBeUndefined();
  });

  test('meets the password that was set here while the vendor was thinking, which is the one that counts', async () => {
    const account = await addWaiting(patient, user);
    const passwordHash = await createPasswords().hash('set here');
    const held: (() => void)[] = [];
    vendor.behave = (response, call) => {
      held.push(() => void say(wire.acceptedText)(response, call));
    };
    const [first, second] = [PASSWORD, 'set here'].map((password) => wire.logIn(patient.url, user, password));
    await vi.waitFor(() => expect(held).toHaveLength(1));
    await patient.open.directory.setPassword(account, passwordHash);
    vendor.behave = say(wire.acceptedText);
    held[0]?.();
    expect((await first)?.text).toBe(wire.refusedText(user));
    expect(wire.secretOf((await second) as Reply)).toHaveLength(32);
    expect(await passwordOf(patient, user)).toBe(passwordHash);
  });
});

describe('logins that come together', () => {
  const { logIn, acceptedText, secretOf, refusedText } = filemailLogin;

  test('are asked of the vendor four at a time', async () => {
    const users = Array.from({ length: 10 }, (_, place) => `${user}-${place}`);
    await Promise.all(users.map((name) => addWaiting(patient, name)));
    let now = 0;
    let most = 0;
    vendor.behave = async (response, call) => {
      if (call.url !== filemailLogin.path) return say('{}')(response, call);
      now += 1;
      most = Math.max(most, now);
      // Until there are four, or no more come.
      await vi.waitFor(() => expect(now).toBe(4)).catch(() => undefined);
      now -= 1;
      return say(acceptedText)(response, call);
    };
    const replies = await Promise.all(users.map((name) => logIn(patient.url, name, PASSWORD)));
    expect(new Set(replies.map(secretOf)).size).toBe(users.length);
    expect(most).toBe(4);
  });

  test('wait for each other where they are of one account, and who waits too long is told that we are busy', async () => {
    await addWaiting(busy, user);
    vendor.behave = () => {};
    const from = asked(filemailLogin);
    const first = logIn(busy.url, user, PASSWORD);
    await vi.waitFor(() => expect(asked(filemailLogin)).toBe(from + 1));
    const second = await logIn(busy.url, user, PASSWORD);
    expect((await first).text).toBe(refusedText(user));
    expect(second.status).toBe(503);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(asked(filemailLogin)).toBe(from + 1);
  });

  test('end where the vendor leads back to the gateway itself', async () => {
    await addWaiting(busy, user);
    const inner: number[] = [];
    vendor.behave = async (response, { url, form }) => {
      const reply = await callUrl(`${busy.url}${url}`, Object.fromEntries(form), { method: 'POST' });
      inner.push(reply.status);
      response.destroy();
    };
    const from = asked(filemailLogin);
    expect((await logIn(busy.url, user, PASSWORD)).text).toBe(refusedText(user));
    await vi.waitFor(() => expect(inner).toEqual([503]));
    expect(asked(filemailLogin)).toBe(from + 1);
  });
});

test('no line of the log and no metric holds a password or a name, whatever the vendor did', async () => {
  vendor.behave = say(txtyLogin.acceptedText);
  txtyLogin.secretOf(await txtyLogin.logIn(gateway.url, user, PASSWORD));
  const { text } = await callUrl(`${gateway.opsUrl}/metrics`);
  const told = `${[gateway, patient, busy].map(({ log }) => JSON.stringify(log))}${text}`;
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), PASSWORD.slice(0, 15), user, 'f'.repeat(32)])
    expect(told).not.toContain(secret);
  for (const { url, headers } of vendor.calls)
    expect(`${url}${JSON.stringify(headers)}`).not.toContain(PASSWORD.slice(0, 15));
});
