#!/usr/bin/env node
import { runProgram } from './cli/program.ts';

// Whoever reads our output may stop reading, as `head` does: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runProgram(process.argv.slice(2), process);
