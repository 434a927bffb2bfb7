#!/usr/bin/env node
import process from "node:process";
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

process.exitCode = await run(process.argv.slice(2), processTerminal());
// Whatever still goes on, such as a download that was given up, is not waited for; what was written is.
process.stdout.write("", () => process.stderr.write("", () => process.exit()));
