/**
 * A ledger in files, for Node. Nothing to install and nothing to run.
 *
 * @module
 */

import * as nodeFs from "node:fs/promises";
import { type Clock, type LedgerStore, systemClock } from "@unikrea/core/ledger";
import { fileLedgerOn } from "./file/ledger.ts";

export interface FileLedgerOptions {
  /**
   * Made if missing, for its owner only (0700, files 0600). On a local file system with hard links: not on FAT or
   * exFAT, and not on a network share, whose appends are not atomic.
   */
  readonly directory: string;
  /** Whose calendar decides when a lease has run out. Default: the machine's. */
  readonly clock?: Pick<Clock, "wallTime">;
}

/**
 * Keeps intents in a directory, shared by all processes of one machine. A write that resolved has survived a crash of
 * the process and of the machine (fsync), and one that a crash interrupted is there whole or not at all.
 *
 * Every method throws `ledger_error` when the disk refuses, or holds something that cannot be read.
 */
export const fileLedger = ({ directory, clock = systemClock }: FileLedgerOptions): LedgerStore =>
  fileLedgerOn(nodeFs, directory, clock);
