import { memoryLedger } from "@unikrea/core/ledger";
import { ledgerConformance } from "@unikrea/ledger/conformance";
import { fakeClock } from "@unikrea/testkit";
import { it } from "vitest";

const checks = ledgerConformance(
  async () => {
    const clock = fakeClock();
    const store = memoryLedger(clock);
    return { store, peer: () => store, elapse: clock.advance };
  },
  {
    without: [
      // It keeps values, not text.
      "throws ledger_error for a record that cannot be read",
    ],
  },
);

it.each(checks)("$name", ({ run }) => run());
