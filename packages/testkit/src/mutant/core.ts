import { isUnikreaError } from "@unikrea/core";
import { misfitsOf } from "../rule/capability.ts";
import { inCall, inClient, inFailure, inResult, inUse, type Mutant } from "./mutant.ts";

/** Whether there is anything that the provider can do only in part. */
const canBend: Mutant["needs"] = ({ capabilities }) => misfitsOf(capabilities).some(({ warning }) => warning);

/** Cores that are broken: where a rule guards core, its mutant is one of these. */
export const coreMutants: readonly Mutant[] = [
  {
    defect: "an unknown outcome is submitted again",
    caughtBy: ["unclear-answer", "garbage-answer"],
    spoil: inUse(({ submit }) => ({
      submit: (...given) =>
        submit(...given).catch((error: unknown) => {
          if (isUnikreaError(error) && error.outcome === "unknown") return submit(...given);
          throw error;
        }),
    })),
  },
  {
    defect: "a rate limit is met by sending again at once",
    caughtBy: ["refusals"],
    spoil: inUse(({ submit }) => ({
      submit: (...given) =>
        submit(...given).catch((error: unknown) => {
          if (isUnikreaError(error) && error.retryable) return submit(...given);
          throw error;
        }),
    })),
  },
  {
    defect: "what does not fit is changed without being allowed to",
    needs: canBend,
    caughtBy: ["refuses-misfits"],
    spoil: inCall((options, request) => [request, { ...options, onUnsupported: "warn" }]),
  },
  {
    defect: "warnings are swallowed",
    needs: canBend,
    caughtBy: ["warns-of-misfits"],
    spoil: inResult((result) => ({ ...result, warnings: [] })),
  },
  {
    defect: "the default of creativity is another one",
    caughtBy: ["pinned-defaults"],
    spoil: inCall((options, request) => [{ creativity: "low", ...request }, options]),
  },
  {
    defect: "failures are dropped when some images came",
    caughtBy: ["kept-siblings"],
    spoil: inResult((result) => ({ ...result, failures: [] })),
  },
  {
    defect: "images are thrown away when one of them failed",
    caughtBy: ["kept-siblings", "partial"],
    spoil: inResult((result) => {
      if (result.failures[0]) throw result.failures[0];
      return result;
    }),
  },
  {
    defect: "a timer is left behind",
    caughtBy: ["images"],
    spoil: inClient((client, { clock }) => ({
      generate(request, options) {
        clock?.setTimer(() => {}, 10_000_000);
        return client.generate(request, options);
      },
    })),
  },
  {
    defect: "every image is a job of its own, even where a job can make several",
    needs: ({ capabilities }) => capabilities.imagesPerJob > 1,
    caughtBy: ["fills-jobs"],
    spoil: inUse(({ capabilities }) => ({ capabilities: { ...capabilities, imagesPerJob: 1 } })),
  },
  {
    defect: "the stored job holds the prompt",
    caughtBy: ["resume"],
    spoil: inClient((client) => ({
      submit: async (request, options) => ({
        ...(await client.submit(request, options)),
        prompt: request.prompt,
      }),
    })),
  },
  {
    defect: "the deadline of the caller is ignored",
    caughtBy: ["timeout"],
    spoil: inCall((options, request) => [request, { ...options, timeoutMs: 300_000 }]),
  },
  {
    defect: "a time-out loses the job",
    caughtBy: ["timeout"],
    spoil: inFailure((error) => error.with({ job: undefined })),
  },
  {
    defect: "a refused poll is taken for a refused submission",
    caughtBy: ["refused-poll"],
    spoil: inFailure((error) =>
      error.outcome === "accepted" ? error.with({ outcome: "refused", billed: "no" }) : error,
    ),
  },
  {
    defect: "the wait ends at the first poll that failed",
    caughtBy: ["failed-poll"],
    spoil: inUse(({ poll }) => ({
      poll: (...given) =>
        poll(...given).catch((error: unknown) => {
          throw isUnikreaError(error) ? error.with({ retryable: false }) : error;
        }),
    })),
  },
  {
    defect: "a signal that has fired already is not looked at",
    caughtBy: ["aborted-before"],
    spoil: inCall(({ signal, ...options }, request) => [
      request,
      signal?.aborted === false ? { ...options, signal } : options,
    ]),
  },
  {
    defect: "an abort rejects with something that is no error of ours",
    caughtBy: ["aborted-before", "aborted-submitting"],
    spoil: inFailure((error) => (error.code === "aborted" ? error.cause : error)),
  },
  {
    defect: "an aborted job is left running where it could be stopped",
    needs: ({ cancelable }) => cancelable,
    caughtBy: ["aborted-waiting", "aborted-submitting"],
    spoil: inUse(() => ({ cancelable: false })),
  },
  {
    defect: "an abort says that nothing is billed, whatever was sent",
    needs: ({ cancelable }) => !cancelable,
    caughtBy: ["aborted-submitting"],
    spoil: inFailure((error) => (error.code === "aborted" ? error.with({ billed: "no" }) : error)),
  },
  {
    defect: "the cost of a request is that of one image",
    caughtBy: ["estimate"],
    spoil: inResult((result, { n = 1 }) => ({
      ...result,
      cost: { ...result.cost, usd: result.cost.usd && result.cost.usd / n },
    })),
  },
  {
    defect: "progress is told backwards",
    needs: ({ delivery }) => delivery === "job",
    caughtBy: ["progress"],
    spoil: inCall(({ onProgress, ...options }, request) => [
      request,
      {
        ...options,
        ...(onProgress && {
          onProgress: (progress) => onProgress({ ...progress, elapsedMs: 300_000 - progress.elapsedMs }),
        }),
      },
    ]),
  },
];
