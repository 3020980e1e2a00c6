#!/usr/bin/env node
import cluster from 'node:cluster';
import { runProgram } from './admin/program.js';

// Whoever reads the output has seen enough (`… | head`): end as other programs do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  throw error;
});

process.exitCode = await runProgram(process.argv.slice(2));
// The channel to the process that supervises it would keep a worker that could not start.
if (cluster.isWorker && process.exitCode !== 0) process.exit();
