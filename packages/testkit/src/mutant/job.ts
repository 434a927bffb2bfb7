import type { Json } from "@unikrea/core/provider";
import { STRANGE_STATE } from "../subject.ts";
import { inErrors, inOutcome, inProvider, type Mutant } from "./mutant.ts";

/** Jobs that are misread. */
export const jobMutants: readonly Mutant[] = [
  {
    defect: "success comes without its images",
    caughtBy: ["images", "resume"],
    spoil: inOutcome((outcome) => (outcome.status === "settled" ? { ...outcome, images: [] } : outcome)),
  },
  {
    defect: "the token is not JSON",
    caughtBy: ["resume"],
    spoil: inProvider(({ submit }) => ({
      async submit(...given) {
        const submitted = await submit(...given);
        const token: Json = { ...Object(submitted.token), at: new Date(0) };
        return { ...submitted, token };
      },
    })),
  },
  {
    defect: "tokens that come back are not checked",
    caughtBy: ["foreign-token"],
    spoil: inProvider(({ poll, submit }) => ({
      submit,
      poll: (token, context) => poll(token, context).catch(() => ({ status: "pending", phase: "running" })),
    })),
  },
  {
    defect: "a failed poll is taken for a failed job",
    caughtBy: ["failed-poll", "garbage-poll"],
    spoil: inProvider(({ poll }) => ({
      poll: (...given) =>
        poll(...given).catch((error: Error) => ({
          status: "settled",
          images: [],
          failures: [{ code: "job_failed", message: error.message, billed: "no", n: 1 }],
        })),
    })),
  },
  {
    defect: "a poll that cannot be read ends the job",
    caughtBy: ["garbage-poll"],
    spoil: inErrors("poll", (error) => error.with({ retryable: error.code !== "invalid_response" })),
  },
  {
    defect: "failed jobs are taken for pending ones",
    caughtBy: ["reported-failure", "reported-moderation"],
    spoil: inOutcome((outcome) =>
      outcome.status === "settled" && outcome.failures.length > 0
        ? { status: "pending", phase: "running" }
        : outcome,
    ),
  },
  {
    defect: "refused content is taken for a failed job",
    caughtBy: ["reported-moderation"],
    spoil: inOutcome((outcome) =>
      outcome.status === "settled"
        ? { ...outcome, failures: outcome.failures.map((failure) => ({ ...failure, code: "job_failed" })) }
        : outcome,
    ),
  },
  {
    defect: "a state that is documented nowhere is taken for a failure",
    caughtBy: ["strange-state"],
    spoil: inOutcome((outcome) =>
      outcome.status === "pending" && outcome.detail === STRANGE_STATE
        ? {
            status: "settled",
            images: [],
            failures: [{ code: "job_failed", message: "?", billed: "no", n: 1 }],
          }
        : outcome,
    ),
  },
  {
    defect: "done without an image is taken for pending for ever",
    caughtBy: ["empty-result"],
    spoil: inOutcome((outcome) =>
      outcome.status === "settled" && outcome.images.length + outcome.failures.length === 0
        ? { status: "pending", phase: "running" }
        : outcome,
    ),
  },
  {
    defect: "one bad image spoils the whole job",
    caughtBy: ["partial"],
    spoil: inOutcome((outcome) =>
      outcome.status === "settled" && outcome.failures.length > 0 ? { ...outcome, images: [] } : outcome,
    ),
  },
  {
    defect: "progress is invented",
    needs: ({ delivery }) => delivery === "job",
    caughtBy: ["progress"],
    spoil: inOutcome((outcome) => (outcome.status === "pending" ? { ...outcome, progress: 90 } : outcome)),
  },
  {
    defect: "a question about many jobs finds none of them",
    caughtBy: ["sweep"],
    spoil: inProvider(({ pollMany }) => ({
      pollMany: async (tokens, context) => (await pollMany(tokens, context)).map(() => undefined),
    })),
  },
  {
    defect: "cancel says yes and does nothing",
    needs: ({ cancelable }) => cancelable,
    caughtBy: ["aborted-waiting", "aborted-submitting"],
    spoil: inProvider(() => ({ cancel: async () => ({ status: "pending", phase: "running" }) })),
  },
];
