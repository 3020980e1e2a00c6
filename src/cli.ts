#!/usr/bin/env node
import { runProgram } from './admin/program.js';

process.exitCode = await runProgram(process.argv.slice(2));
