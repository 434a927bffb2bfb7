import { type Check, unsure } from "../../check.ts";

/** Listed so that nobody takes its absence for proof. */
export const check: Check = {
  id: "runware.capacity",
  provider: "runware",
  question: "Does a 503 always come before any work?",
  whyItMatters: "It is documented as capacity. As long as it is not proved, it counts as a lost answer.",
  does: "Nothing: nobody can order a 503 from outside.",
  reliesOn: "neither",
  maxUsd: 0,
  run: async () => unsure("not testable: nobody can order a 503 from outside"),
};
