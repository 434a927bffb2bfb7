import { ours } from "../client/ours.ts";
import { type Booth, CANARY, type Claim, type Ending, type Subject } from "../client/subject.ts";
import type { Contestant } from "../run-cell.ts";

/** A client that is ours but for one thing. */
export const cheat = (
  name: string,
  spoil: (honest: Subject, booth: Booth) => Partial<Subject>,
): Contestant => ({
  name,
  isJudged: true,
  make(booth, { stuckAfterMs }) {
    const honest = ours(booth, { stuckAfterMs });
    return { ...honest, ...spoil(honest, booth) };
  },
});

const failing = (ending: Ending, text = "no luck"): Ending => ({
  pictures: [],
  claims: [],
  error: { code: "job_failed", outcome: "settled", billed: "no", text },
  ...(ending.settledAt !== undefined && { settledAt: ending.settledAt }),
});

/** A client that breaks a promise, the rule by which it must be caught, and the cell in which it has the chance to. */
export interface Cheat {
  readonly rule: string;
  readonly contestant: Contestant;
  /** @default HEALTHY */
  readonly cell?: string;
}

export const HEALTHY = "runware-async/none/healthy/once";
export const GIVEN_UP = "runware-async/deadline/healthy/2000-ms";

/** Clients that break one promise each. */
export const CHEATS: readonly Cheat[] = [
  {
    rule: "I1",
    contestant: cheat("pays twice", (honest) => ({
      async make(intent, call) {
        await honest.make(intent, call);
        return honest.make(intent, call);
      },
    })),
  },
  {
    rule: "I2",
    contestant: cheat("loses a picture and does not tell", (honest) => ({
      make: async (intent, call) => failing(await honest.make(intent, call)),
    })),
  },
  {
    rule: "I2",
    contestant: cheat("writes nothing down", () => ({ noted: async () => [] })),
  },
  {
    rule: "I3",
    contestant: cheat("gives everybody the first picture", (honest) => {
      let first: Ending | undefined;
      return {
        async make(intent, call) {
          const ending = await honest.make(intent, call);
          first ??= ending;
          return { ...ending, pictures: first.pictures };
        },
      };
    }),
  },
  {
    rule: "I4",
    contestant: cheat("goes on though it does not know", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        const [claim] = ending.claims;
        const unsure: Claim = {
          ...{ service: "krea", billed: "maybe", key: "", token: undefined },
          ...{ index: 0, n: 1, made: 0, open: 1 },
        };
        return { ...ending, claims: claim ? [unsure, claim] : [] };
      },
    })),
  },
  {
    rule: "I5",
    contestant: cheat("never answers", () => ({ make: () => new Promise(() => {}) })),
  },
  {
    rule: "I5",
    contestant: cheat("answers too late", (honest, { stage }) => ({
      async make(intent, call) {
        const { settledAt: _, ...ending } = await honest.make(intent, call);
        await new Promise<void>((resolve) => void stage.time.setTimer(resolve, call.timeoutMs));
        return ending;
      },
    })),
  },
  {
    rule: "I6",
    contestant: cheat("throws what is not its own", (honest) => ({
      async make(intent, call) {
        const ending = failing(await honest.make(intent, call));
        return { ...ending, error: { code: "not ours", outcome: "", billed: "", text: "TypeError" } };
      },
    })),
  },
  {
    rule: "I7",
    contestant: cheat("leaves a timer behind", (honest, { stage }) => ({
      make(intent, call) {
        stage.time.setTimer(() => {}, 1e9);
        return honest.make(intent, call);
      },
    })),
  },
  {
    rule: "I8",
    contestant: cheat("keeps the key", () => ({ kept: async () => `{"key":"${CANARY}"}` })),
  },
  {
    rule: "I10",
    contestant: cheat("calls somebody else", (honest, { fetch }) => ({
      async make(intent, call) {
        await fetch("http://stranger.example.com/", { redirect: "manual" }).catch(() => {});
        return honest.make(intent, call);
      },
    })),
  },
  {
    rule: "I10",
    contestant: cheat("follows redirects", (honest, { fetch, stage }) => ({
      async make(intent, call) {
        await fetch(`${stage.origin}/krea/jobs`);
        return honest.make(intent, call);
      },
    })),
  },
  {
    rule: "I12",
    contestant: cheat("never comes back", (honest) => ({
      make: (intent, call) => honest.make(intent, { ...call, order: call.order.slice(1) }),
    })),
  },
  {
    rule: "I13",
    contestant: cheat("pays while it recovers", (honest) => {
      const orders: Promise<Ending>[] = [];
      let again = () => {};
      return {
        make(intent, call) {
          again = () => void orders.push(honest.make(intent, call));
          return honest.make(intent, call);
        },
        async recover() {
          again();
          return honest.recover();
        },
      };
    }),
  },
  {
    rule: "I11",
    contestant: cheat("sends one task in two forms", (honest, { fetch, stage, newId }) => ({
      async make(intent, call) {
        const taskUUID = newId();
        for (const positivePrompt of [intent.prompt, `${intent.prompt}, again`]) {
          const body = JSON.stringify([{ taskType: "imageInference", taskUUID, positivePrompt }]);
          const init = { method: "POST", body, redirect: "manual" } as const;
          await fetch(`${stage.origin}/runware/v1`, init);
        }
        return honest.make(intent, call);
      },
    })),
  },
  {
    rule: "I14",
    contestant: cheat("is not sure of what it never sent", (honest) => ({
      async make(intent, call) {
        const ending = failing(await honest.make(intent, call));
        return { ...ending, error: { code: "timeout", outcome: "not_sent", billed: "maybe", text: "" } };
      },
    })),
  },
  {
    rule: "G2",
    cell: GIVEN_UP,
    contestant: cheat("does not recover", () => ({ recover: async () => new Map() })),
  },
];
