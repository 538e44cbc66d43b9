#!/usr/bin/env node
import { EXIT, explainFailure } from './cli/exit.ts';
import { runProgram } from './cli/program.ts';

// Node's own report of a crash shows every property of an error, the parameters of a statement among them.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${explainFailure(error).message}\n`);
  process.exit(EXIT.fault);
});

// Whoever reads our output may stop reading, as `head` does: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runProgram(process.argv.slice(2), process);
