import { UnikreaError } from "@unikrea/core";
import { inErrors, inProvider, inService, type Mutant } from "./mutant.ts";

/** Submissions whose answer is misread. */
export const submissionMutants: readonly Mutant[] = [
  {
    defect: "an unclear answer is taken for a refusal",
    caughtBy: ["unclear-answer", "garbage-answer"],
    spoil: inErrors("submit", (error) => error.with({ outcome: "refused", billed: "no" })),
  },
  {
    defect: "an answer that cannot be read is taken for a job",
    caughtBy: ["garbage-answer"],
    spoil: inProvider(({ submit }) => ({
      submit: (...given) =>
        submit(...given).catch(() => ({
          token: {},
          outcome: { status: "pending", phase: "queued" } as const,
          warnings: [],
        })),
    })),
  },
  {
    defect: "it is not said beforehand that a submission may be run twice",
    needs: ({ mayRunTwice = false }) => mayRunTwice,
    caughtBy: ["second-run"],
    spoil: inProvider(() => ({ mayRunTwice: false })),
  },
  {
    defect: "it is not said that a submission may have been run twice",
    needs: ({ mayRunTwice = false }) => mayRunTwice,
    caughtBy: ["second-run"],
    spoil: inProvider(({ find }) => ({ find: (lost, context) => find(lost, { ...context }) })),
  },
  {
    defect: "every error of the network is taken for an unknown outcome",
    caughtBy: ["refused-connection"],
    spoil: inErrors("submit", (error) =>
      error.code === "provider_unavailable"
        ? new UnikreaError("outcome_unknown", error.message, { outcome: "unknown", phase: "submit" })
        : error,
    ),
  },
  {
    defect: "refusals are taken for unknown outcomes",
    caughtBy: ["refusals", "kept-siblings"],
    spoil: inErrors("submit", (error) => error.with({ outcome: "unknown", billed: "maybe" })),
  },
  {
    defect: "the words of the service are lost",
    caughtBy: ["refusals"],
    spoil: inErrors("submit", (error) => new UnikreaError(error.code, "it failed", { ...error })),
  },
  {
    defect: "Retry-After is not read",
    caughtBy: ["retry-after"],
    spoil: inErrors("submit", (error) => error.with({ retryAfterMs: undefined })),
  },
  {
    defect: "redirects are followed",
    caughtBy: ["no-redirects"],
    spoil: inService(({ fetch }) => ({ fetch: (url, init) => fetch(url, { ...init, redirect: "follow" }) })),
  },
];
