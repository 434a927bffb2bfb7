import type { GenerateRequest, PlannedSetting, ProviderPlan } from "@unikrea/core";
import { expect } from "vitest";
import { setScene } from "../scene.ts";
import type { SeenRequest } from "../service.ts";
import { settingsOf } from "../setting.ts";
import type { ContractSubject } from "../subject.ts";
import { leavesOf, sentFor } from "../wire-view.ts";
import type { RuleTable } from "./rule.ts";

const supported = (subject: ContractSubject) =>
  settingsOf(setScene(subject).provider.capabilities).filter(({ isSupported }) => isSupported);

function planFor(subject: ContractSubject, request: GenerateRequest): ProviderPlan {
  const { k2 } = setScene(subject);
  const [planned] = k2.plan(request).providers;
  if (!planned) throw new Error("the plan names no provider");
  return planned;
}

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;

/** What was sent, with what a plan cannot know put in the plan's own words: names of jobs, and the account. */
function asPlanned({ method, url, body }: SeenRequest, names: ReadonlySet<string>) {
  const text = JSON.stringify({ method, url, body });
  const said = text.replace(UUID, (name) => (names.has(name) ? "<uuid>" : name));
  return JSON.parse(said.replace(/\/accounts\/[\da-f]{32}\//, "/accounts/<account>/"));
}

/** Lists in a path by their items: `references[0].image` and `body[0].seed` as their leaves are named here. */
const leafName = (path: string) => path.replace(/\[(\d+)\]/g, ".$1");

/** What a plan says is what happens. */
export const planRules = {
  "plan-is-sent": {
    title: "a plan shows the very exchanges that a submission makes, and makes none itself",
    async check(subject) {
      const requests = supported(subject).flatMap(({ one, other }) => [one, { ...other, n: 3 }]);
      for (const request of requests) {
        const { k2, service } = setScene(subject);
        const [planned] = k2.plan(request).providers;
        expect(service.requests).toStrictEqual([]);
        const { submissions } = await sentFor(subject, request);
        const names = new Set(JSON.stringify(submissions).match(/00000000-0000-4000-8000-\d{12}/g));
        expect(planned).toMatchObject({ eligible: true, reasons: [], issues: [] });
        expect(planned?.wire.map(({ method, url, body }) => ({ method, url, body }))).toStrictEqual(
          submissions.map((submission) => asPlanned(submission, names)),
        );
        planned?.wire.forEach(({ headers }, index) => {
          const sent = submissions[index]?.headers ?? {};
          expect(Object.keys(sent)).toEqual(
            expect.arrayContaining(Object.keys(headers).map((name) => name.toLowerCase())),
          );
        });
      }
    },
  },
  "wire-paths": {
    title:
      "a plan says where each setting stands: a change of it changes what stands there, and nothing else",
    async check(subject) {
      for (const { path, one, other } of supported(subject)) {
        const [before, after] = [planFor(subject, one), planFor(subject, other)];
        const changed = differing(before.settings, after.settings);
        const places = changed.flatMap(({ wirePath = "" }) => wirePath.split(", ")).map(leafName);
        expect(places, `${path} has no place`).not.toContain("");
        const [first, second] = [before, after].map(({ wire }) => leavesOf(wire[0]));
        const moved = [...(first?.keys() ?? [])].filter((leaf) => first?.get(leaf) !== second?.get(leaf));
        // One word may stand for two settings, such as pixels for a ratio and a resolution.
        expect(places, path).toEqual(expect.arrayContaining(moved));
        expect(moved.length, `${path} changes nothing`).toBeGreaterThan(0);
        for (const setting of changed.filter((one) => one.status !== "defaulted"))
          expect(["exact", "mapped"]).toContain(setting.status);
      }
    },
  },
} satisfies RuleTable;

const differing = (before: readonly PlannedSetting[], after: readonly PlannedSetting[]) =>
  after.filter(({ path, value }) => before.find((one) => one.path === path)?.value !== value);
