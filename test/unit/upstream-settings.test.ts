import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { describeUpstream } from '../../src/upstream-judge.ts';

const URL = 'https://txty.example.com';

test('the operator is told which vendors are asked, and until when', () => {
  expect(describeUpstream(readConfig({ DIGLOT_UPSTREAM_TXTY: URL }))).toEqual({ dialects: ['txty'] });
  const both = {
    DIGLOT_UPSTREAM_TXTY: URL,
    DIGLOT_UPSTREAM_FILEMAIL: URL,
    DIGLOT_UPSTREAM_UNTIL: '9999-12-30',
  };
  expect(describeUpstream(readConfig(both))).toEqual({
    dialects: ['filemail', 'txty'],
    until: new Date('9999-12-31T00:00:00Z'),
  });
});

test('the operator is told of no vendor that is not asked', () => {
  expect(describeUpstream(readConfig({ DIGLOT_UPSTREAM_UNTIL: '9999-12-30' }))).toBeUndefined();
  const over = { DIGLOT_UPSTREAM_TXTY: URL, DIGLOT_UPSTREAM_UNTIL: '2020-12-31' };
  expect(describeUpstream(readConfig(over))).toBeUndefined();
});
