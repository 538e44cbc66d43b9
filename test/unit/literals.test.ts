import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import { describeParameters, errorsOf, secretParameters } from '../../dialects/kernel/describe.ts';
import type { Dialect, Failure } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { entriesOf, pathsOf } from '../../dialects/kernel/mount.ts';
import { REFUSAL_STATUS, type RefusalKind } from '../../dialects/kernel/refusal.ts';
import { DomainError, type DomainErrorCode } from '../../domain/errors.ts';

const all: readonly Dialect[] = dialects;

const LONG = 'x'.repeat(1000);

/** What a parameter is sent as, to provoke every check that it has. */
const PROBES = [undefined, '', ' ', UNREADABLE, '\0', LONG, 'x', '-', '99999999999999999999', ',', '@'];

/** The codes with which an endpoint refuses a parameter, whatever the others are. */
function parameterCodes(dialect: Dialect, endpoint: Endpoint): readonly Failure[] {
  return Object.entries(entriesOf(dialect, endpoint)).flatMap(([parameter, schema]) => {
    const list = describeParameters(dialect, endpoint).some(
      ({ name, isList }) => name === parameter && isList,
    );
    const codes = PROBES.flatMap((text) => {
      const sent = list && text !== undefined ? [text] : text;
      const parsed = v.safeParse(
        v.object({ [parameter]: schema }),
        sent === undefined ? {} : { [parameter]: sent },
      );
      return parsed.success ? [] : parsed.issues.map(({ message }) => message);
    });
    return [...new Set(codes)].map((code) => ({ kind: 'parameter', code, parameter }) as const);
  });
}

describe.each(all)('the endpoints of $name', (dialect) => {
  const { endpoints } = dialect;

  test('have ids and paths of their own', () => {
    expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length);
    expect(new Set(endpoints.map(({ path }) => path)).size).toBe(endpoints.length);
  });

  test('have paths that the router finds: in lower case, from a slash on, with none at the end', () => {
    for (const { id, path } of endpoints) expect(path, id).toMatch(/^(?:\/[a-z]+)+$/);
  });

  test('say what they are for, and what each of their parameters is', () => {
    for (const endpoint of endpoints) {
      expect(endpoint.summary, endpoint.id).toMatch(/^[A-Z].*\.$/);
      for (const { name, description } of describeParameters(dialect, endpoint)) {
        expect(description, `${endpoint.id} ${name}`).toMatch(/^\S.*\.$/);
      }
    }
  });

  test('document each error once', () => {
    for (const { id, errors } of endpoints) expect(new Set(errors).size, id).toBe(errors.length);
  });

  test('refuse a parameter with codes of the dialect alone, all of which they document', () => {
    for (const endpoint of endpoints) {
      for (const failure of parameterCodes(dialect, endpoint)) {
        const { code } = dialect.presentFailure(failure, {});
        expect(failure, endpoint.id).toMatchObject({ code });
        expect(errorsOf(dialect, endpoint), endpoint.id).toContain(code);
      }
    }
  });

  test('take the names of their stand-ins for nothing else', () => {
    for (const endpoint of endpoints) {
      const names = Object.keys(entriesOf(dialect, endpoint));
      for (const [wanted, sent] of Object.entries(endpoint.standIns ?? {})) {
        expect(names, endpoint.id).toContain(wanted);
        expect(names, endpoint.id).not.toContain(sent);
      }
    }
  });

  test('never echo a secret, whatever goes wrong', () => {
    const codes = Object.keys(DOMAIN_CODES) as DomainErrorCode[];
    const refusals = Object.keys(REFUSAL_STATUS) as RefusalKind[];
    for (const endpoint of endpoints) {
      const values = Object.fromEntries(
        secretParameters(dialect, endpoint).map((name) => [name, `secret-${name}`]),
      );
      const failures: readonly Failure[] = [
        ...parameterCodes(dialect, endpoint),
        ...codes.map((code) => ({ kind: 'domain', error: new DomainError(code) }) as const),
        ...refusals.map((refusal) => ({ kind: 'refusal', refusal }) as const),
        { kind: 'fault' },
      ];
      for (const failure of failures) {
        const text = JSON.stringify(dialect.presentFailure(failure, values).body);
        expect(text, endpoint.id).not.toContain('secret-');
      }
    }
  });
});

const DOMAIN_CODES: Readonly<Record<DomainErrorCode, true>> = {
  'credential-invalid': true,
  'credentials-throttled': true,
  'login-refused': true,
  'login-throttled': true,
  'account-disabled': true,
  'dialect-off': true,
  'contact-not-found': true,
  'group-not-found': true,
  'key-not-found': true,
  'phone-invalid': true,
  'contacts-full': true,
  'store-unavailable': true,
  overloaded: true,
};

test('no path belongs to two endpoints, of different dialects neither', () => {
  const paths = all.flatMap((dialect) => dialect.endpoints.flatMap((endpoint) => pathsOf(dialect, endpoint)));
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
});
