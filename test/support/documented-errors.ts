import { expect } from 'vitest';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import type { LogLine } from './gateway.ts';

/**
 * Holds a list of endpoints against what a test file saw: each operation answered `ok` and every error that
 * it documents, and no other error than those and the dialect's common ones.
 */
export function expectDocumentedErrors(
  log: readonly LogLine[],
  endpoints: readonly Endpoint[],
  commonErrors: readonly string[],
): void {
  for (const { id, errors } of endpoints) {
    const seen = new Set(log.filter(({ operation }) => operation === id).map(({ outcome }) => outcome));
    expect(
      [...errors, 'ok'].filter((code) => !seen.has(code)),
      `${id} never answered`,
    ).toEqual([]);
    const foreign = [...seen].filter(
      (code) => code !== 'ok' && !errors.includes(String(code)) && !commonErrors.includes(String(code)),
    );
    expect(foreign, `${id} answered without documenting it`).toEqual([]);
  }
}
