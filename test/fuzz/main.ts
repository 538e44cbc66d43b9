import { runFamily, shareOut } from './families.ts';
import { FAMILIES, type Options, readOptions } from './options.ts';
import { createTally } from './tally.ts';
import { createWorld } from './world.ts';

const write = (text: string) => process.stdout.write(`${text}\n`);

/** Runs the cases and tells what came of them. Resolves to the exit code. */
async function fuzz(options: Options): Promise<number> {
  write(`seed ${options.seed}`);
  const world = await createWorld(process.env.DATABASE_URL);
  try {
    const tally = createTally();
    const stop = { stopped: false };
    const shares = shareOut(options);
    const memoryBefore = await world.gateway.memoryMib();
    const began = performance.now();
    const families = FAMILIES.map(async (family) => {
      const failures = await runFamily(family, shares[family], options, world, tally, stop);
      const seconds = (performance.now() - began) / 1000;
      const { cases } = shares[family];
      if (cases > 0)
        write(
          `${family}: ${cases} cases in ${seconds.toFixed(1)} s, ${Math.round(cases / seconds)} a second`,
        );
      return failures;
    });
    const failures = (await Promise.all(families)).flat();
    for (const line of tally.lines()) write(`  ${line}`);
    write(`memory of the gateway: ${memoryBefore} MiB before, ${await world.gateway.memoryMib()} MiB after`);
    for (const { family, seed, path, counterexample, message } of failures) {
      write(
        `FAILED: npm run fuzz -- --family ${family} --seed ${seed} --path ${path}\n${counterexample}\n${message}`,
      );
    }
    const faults = await world.findFaults();
    for (const fault of faults) write(`FAILED: ${fault}`);
    const isGood = failures.length === 0 && faults.length === 0;
    if (isGood) write('no case failed');
    return isGood ? 0 : 1;
  } finally {
    await world.stop();
  }
}

process.exitCode = await fuzz(readOptions(process.argv.slice(2)));
