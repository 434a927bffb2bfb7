import { textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import { failure } from "./error.ts";
import { atOnce, dataFrame, errorFrame, type Part } from "./frame.ts";
import type { RunwareSwitches } from "./switch.ts";

/** What an account without a limit claims to hold, in dollars: JSON has no infinity. */
const plentyUsd = 1_000_000;

/** Answers `accountManagement` with `operation: "getDetails"`. The usage reports of 2026 are not emulated. */
export function showAccount(world: World, switches: RunwareSwitches, task: unknown, taskUUID: string): Part {
  const name = { taskType: "accountManagement", taskUUID };
  if (textAt(task, "operation") !== "getDetails") {
    const details = { parameter: "operation", allowedValues: ["getDetails"] };
    return atOnce(errorFrame(failure("invalidOperation", "operation must be getDetails.", name, details)));
  }
  const left = world.leftMicroUsd("runware");
  const amount = left === Number.POSITIVE_INFINITY ? plentyUsd : left / 1e6;
  const credits = world.bill.spentMicroUsd("runware") / 1e6;
  const requests = world.bill.read().entries.filter((entry) => entry.service === "runware").length;
  const usage = { credits, requests };
  return atOnce(
    dataFrame({
      ...name,
      organizationName: "Emulated",
      organizationUUID: "00000000-0000-4000-8000-000000000000",
      AIRSource: "emulated",
      balance: switches.balanceShape === "number" ? amount : { amount, freeBalance: 0, currency: "USD" },
      team: [],
      apiKeys: [],
      usage: { today: usage, last7Days: usage, last30Days: usage, total: usage },
    }),
  );
}
