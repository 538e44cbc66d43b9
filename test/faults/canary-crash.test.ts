import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMarks } from './canary/marks.ts';
import { killWatched, startWatched } from './canary/process.ts';

const PRELOAD = new URL('../support/crash-preload.mjs', import.meta.url).href;
const FAULTS = [
  ...['driver', 'wrapped', 'aggregate', 'input', 'url', 'argument', 'frames', 'text', 'object', 'circular'],
] as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(killWatched);

afterAll(() => database.drop());

/** Lets a gateway crash in this way; what it said, and how it ended. */
async function crash(crashAs: string, secret: string) {
  const env = {
    DATABASE_URL: database.url,
    PORT: '0',
    LOG_LEVEL: 'trace',
    CRASH_AS: crashAs,
    CRASH_SECRET: secret,
  };
  const gateway = startWatched(['serve'], env, { nodeOptions: ['--import', PRELOAD] });
  await gateway.said('listening');
  gateway.signal('SIGUSR2');
  const exitCode = await gateway.ended();
  return { exitCode, output: gateway.output() };
}

describe.each(['exception', 'rejection'])('a crash by an unhandled %s', (way) => {
  test.each(FAULTS)(
    'of the kind "%s" ends the program with 1, says so, and tells no secret',
    async (fault) => {
      const marks = createMarks();
      const { exitCode, output } = await crash(`${fault} ${way}`, marks.add('the error'));
      expect(exitCode).toBe(1);
      expect(output).toContain('The program failed, and should not have');
      expect(marks.find('output', output)).toEqual([]);
      // The places of the code are what a person needs to find the fault.
      if (fault !== 'text' && fault !== 'object') expect(output).toMatch(/at .*crash-preload\.mjs:\d+:\d+/);
    },
  );
});
