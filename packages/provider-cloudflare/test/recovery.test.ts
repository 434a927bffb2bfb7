import type { Emulator, Fault } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import type { CloudflareSettings } from "../src/index.ts";
import { DROP, DROP_AFTER, restOf, trialOf } from "./lost.ts";
import { KEY } from "./wire-request.ts";

const UNKNOWN = "unknown";
const image = { url: expect.stringContaining("/provider-outputs/") };
const failed = (message: string, code = "job_failed") => ({
  status: "settled",
  images: [],
  failures: [{ code, message, billed: "maybe", n: 1 }],
});
const bills = (emulator: Emulator) => emulator.bill().entries.length;
const onLog = (fault: Fault): Fault => ({ ...fault, operation: "log" });

const doors: { door: string; settingsOf: (emulator: Emulator) => CloudflareSettings }[] = [
  { door: "REST", settingsOf: restOf },
  {
    door: "a binding with REST's credentials",
    settingsOf: (emulator) => ({ ...restOf(emulator), binding: emulator.ai, local: true }),
  },
];

describe.each(doors)("a run whose answer was lost, by $door", ({ settingsOf }) => {
  it("is found in the gateway's log with its image, and was billed once", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER);
    const found = await trial.look();
    const [entry] = trial.emulator.bill().entries;
    expect(found).toStrictEqual({
      status: "accepted",
      token: { logId: entry?.id },
      outcome: { status: "settled", images: [image], failures: [] },
      isInferred: false,
    });
    expect(entry).toMatchObject({ clientKey: KEY, microUsd: 30_000 });
    expect(bills(trial.emulator)).toBe(1);
    expect([trial.warnings, trial.isEmulated]).toStrictEqual([[], true]);
    const url = found.status === "accepted" && "images" in found.outcome && found.outcome.images[0]?.url;
    expect((await trial.emulator.fetch(String(url))).status).toBe(200);
  });

  it("asks the log two questions, and sends no run", async () => {
    const trial = trialOf(settingsOf, { gatewayId: "my/pictures" });
    await trial.lose(DROP_AFTER);
    await trial.look();
    const asked = trial.emulator.requests().filter(({ operation }) => operation === "log");
    const logs =
      "/client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways/my%2Fpictures/logs";
    const filters = encodeURIComponent(`[{"key":"metadata.value","operator":"eq","value":["${KEY}"]}]`);
    const order = "order_by=created_at&order_by_direction=desc&per_page=50";
    const id = trial.emulator.bill().entries[0]?.id;
    expect(asked.map(({ path }) => path)).toStrictEqual([
      `${logs}?filters=${filters}&${order}`,
      `${logs}/${id}/response`,
    ]);
    expect(trial.emulator.requests().filter(({ operation }) => operation === "submit")).toHaveLength(1);
  });

  it("that never arrived stays unknown: a missing row proves nothing", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP);
    expect(await trial.look({ isLastLook: true })).toStrictEqual({
      status: UNKNOWN,
      reason:
        'the log of gateway "default" does not have the run. It may lag or be switched off, and an account made since 2026-09-24 keeps its log in Workers Logs, which are not read here',
    });
    expect(bills(trial.emulator)).toBe(0);
  });

  it("is found as soon as the log has caught up", async () => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, onLog({ kind: "list-lag" }));
    expect((await trial.look()).status).toBe(UNKNOWN);
    expect((await trial.look({ looks: 1 })).status).toBe("accepted");
  });

  const obstacles: { name: string; fault: Fault; reason: string }[] = [
    {
      name: "a token without permission",
      fault: { kind: "status", status: 403 },
      reason:
        "cloudflare's token may not read the gateway's log (403): it needs the permission \"AI Gateway: Read\"",
    },
    {
      name: "a token that is not taken",
      fault: { kind: "status", status: 401 },
      reason:
        "cloudflare's token may not read the gateway's log (401): it needs the permission \"AI Gateway: Read\"",
    },
    {
      name: "no such log, as in the new system",
      fault: { kind: "status", status: 404 },
      reason:
        'cloudflare has no log of gateway "default" (404): see gatewayId. An account made since 2026-09-24 keeps its log in Workers Logs, which are not read here',
    },
    {
      name: "a log that is down",
      fault: { kind: "status", status: 503 },
      reason: "cloudflare's log answered 503: The provider is not available at the moment.",
    },
    {
      name: "a page of HTML",
      fault: { kind: "html" },
      reason: "cloudflare's log gave an answer that cannot be read",
    },
    {
      name: "a connection that breaks",
      fault: { kind: "drop" },
      reason: "cloudflare could not be reached: UND_ERR_SOCKET",
    },
  ];
  it.each(obstacles)("stays unknown with $name, and is found afterwards", async ({ fault, reason }) => {
    const trial = trialOf(settingsOf);
    await trial.lose(DROP_AFTER, onLog(fault));
    expect(await trial.look()).toStrictEqual({ status: UNKNOWN, reason });
    expect((await trial.look({ looks: 1 })).status).toBe("accepted");
    expect(bills(trial.emulator)).toBe(1);
  });

  it("is not taken for another's when the log ignores the filter", async () => {
    const careless = (emulator: Emulator): CloudflareSettings => ({
      ...settingsOf(emulator),
      fetch: (url, init) => emulator.fetch(url.replace(/filters=[^&]*/, ""), init),
    });
    const trial = trialOf(careless);
    await trial.lose(DROP);
    const body = JSON.stringify({ model: "krea/krea-2-medium", input: inputOf(trial.emulator) });
    const headers = { authorization: "Bearer theirs", "cf-aig-metadata": `{"theirs":"${KEY}"}` };
    const url = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/run";
    expect((await trial.emulator.fetch(url, { method: "POST", headers, body })).status).toBe(200);
    expect(await trial.look()).toStrictEqual({
      status: UNKNOWN,
      reason: "cloudflare's log was not searched for the run, and its newest entries are others",
    });
    await trial.lose(DROP_AFTER);
    expect((await trial.look()).status).toBe("accepted");
  });

  it("says what the log has against the question", async () => {
    const greedy = (emulator: Emulator): CloudflareSettings => ({
      ...settingsOf(emulator),
      fetch: (url, init) => emulator.fetch(url.replace("per_page=50", "per_page=51"), init),
    });
    const trial = trialOf(greedy);
    await trial.lose(DROP_AFTER);
    const reason = "cloudflare's log answered 400: Number must be less than or equal to 50";
    expect(await trial.look()).toStrictEqual({ status: UNKNOWN, reason });
  });

  const errors: { name: string; faults: Fault[]; outcome: object; billed: number }[] = [
    {
      name: "an upstream failure that was billed",
      faults: [{ kind: "upstream-error" }],
      outcome: failed("cloudflare failed the job: The upstream provider failed."),
      billed: 1,
    },
    {
      name: "a refusal",
      faults: [{ kind: "gateway-error", error: "capacity" }],
      outcome: failed("cloudflare failed the job: Capacity temporarily exceeded, please try again."),
      billed: 0,
    },
    {
      name: "moderation",
      faults: [{ kind: "gateway-error", error: "moderated" }],
      outcome: failed(
        "cloudflare refused the content: Model execution failed (User Input Error): flagged by content moderation",
        "content_rejected",
      ),
      billed: 0,
    },
    {
      name: "a failed run in a 200",
      faults: [{ kind: "job-failed", message: "no luck" }],
      outcome: failed("cloudflare failed the job: no luck"),
      billed: 0,
    },
  ];
  it.each(errors)(
    "settles as a failure that may be billed after $name",
    async ({ faults, outcome, billed }) => {
      const trial = trialOf(settingsOf);
      await trial.lose(...faults, DROP_AFTER);
      expect(await trial.look()).toMatchObject({ status: "accepted", outcome });
      expect(bills(trial.emulator)).toBe(billed);
    },
  );

  it("is looked for without the request in the gateway of the settings", async () => {
    const trial = trialOf((emulator) => ({ ...settingsOf(emulator), gateway: { id: "pictures" } }));
    await trial.lose(DROP_AFTER);
    expect((await trial.look({ request: undefined })).status).toBe("accepted");
  });

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const fetch = async () => {
      controller.abort(reason);
      return new Promise<Response>(() => {});
    };
    const trial = trialOf((emulator) => ({ ...settingsOf(emulator), fetch }));
    await expect(trial.look({}, controller.signal)).rejects.toBe(reason);
  });
});

/** The input of the last run that the emulator saw. */
function inputOf(emulator: Emulator): unknown {
  const body = Object(emulator.requests().findLast(({ operation }) => operation === "submit")?.body);
  return body.input ?? body.inputs;
}
