import { type Fault, type FaultKind, faultKinds, type Operation, parseFaults } from "@unikrea/emulator";
import { describe, expect, it, vi } from "vitest";
import type { ComparisonCell } from "../src/index.ts";
import { IDS, type Id, openWorld, setStage } from "./stage.ts";

// Decoding is tested elsewhere; here it would take most of the time.
vi.mock("imghash", () => ({ default: { hash: async () => "0" } }));

const PRICE = 30_000;
const world = openWorld();

/** What a kind needs to be told, and the ways in which it differs. Most need nothing. */
const VARIANTS: { readonly [kind in FaultKind]?: readonly object[] } = {
  drop: [{}, { afterWork: true }, { close: "rst" }, { unread: true }],
  slow: [{ delayMs: 20_000 }, { delayMs: 400_000 }],
  hang: [{}, { beforeWork: true }],
  html: [{}, { beforeWork: true }, { status: 502 }],
  redirect: [{ status: 307, location: "https://api.krea.ai/generate/image/krea/krea-2/large" }],
  status: [400, 401, 402, 408, 422, 429, 500, 503].flatMap((status) => [
    { status },
    { status, afterWork: true },
  ]),
  "content-type": [{ value: "text/plain" }],
  "huge-body": [{ bytes: 33_000_000 }],
  "gzip-bomb": [{ bytes: 40_000_000, times: 1 }],
  endless: [{ times: 1 }],
  "task-error": [{ code: "insufficientCredits" }, { code: "neverHeardOf" }],
  "gateway-error": [{ error: "rate-limited" }, { error: "spend-limit" }, { error: "no-body" }],
  "image-form": [{ form: "base64" }],
  "error-shape": [{ shape: "plural" }, { shape: "in-item" }],
};

/** The exchanges that a fault of the whole exchange can strike. */
const DOORS: readonly Operation[] = ["submit", "poll", "download"];
/** Deliveries that nobody waits for here. */
const NOT_HERE = /^webhook/;
/** Words by which a service says that it has not begun. After the work they are a lie, so that the bill is a surprise. */
const isLie = (fault: Fault) =>
  fault.kind === "status" && fault.afterWork === true && [400, 401, 402, 422, 429].includes(fault.status);
/** The service charges for what nobody has ordered here: no client can keep that below a ceiling. */
const UNORDERED: readonly FaultKind[] = ["executed-twice", "foreign-jobs"];

/** Every fault of the catalogue at one service: of an exchange on each kind of it, of the work or a file wherever it can. */
function faultsOf(service: Id): Fault[] {
  return Object.entries(faultKinds).flatMap(([kind, { stage, services }]) => {
    if (NOT_HERE.test(kind) || !services.some((name) => name === service)) return [];
    const variants = Object.entries(VARIANTS).find(([name]) => name === kind)?.[1] ?? [{}];
    const places = stage === "door" ? DOORS : (["*"] as const);
    return places.flatMap((operation) =>
      // How an order goes wrong has more ways than how a free question does.
      (operation === "submit" || operation === "*" ? variants : variants.slice(0, 1)).flatMap((variant) =>
        parseFaults({ kind, service, operation, times: 0, ...variant }),
      ),
    );
  });
}

const nameOf = ({ kind, operation, service: _, times, ...more }: Fault) =>
  [kind, operation, times === 0 ? "always" : "once", ...Object.entries(more)].join(" ");

/** Compares all three while one is struck: the bill stays below the ceiling, the other columns are whole. Gives its cell. */
async function strike(service: Id, fault: Fault, n: number): Promise<ComparisonCell | undefined> {
  const { emulator, compares, charged, clock, orders } = setStage({ world });
  emulator.reset();
  emulator.inject(fault);
  const ceiling = IDS.length * n * PRICE;
  const options = { maxUsd: ceiling / 1e6, timeoutMs: 300_000 };
  const { rows, spend } = await compares({ prompt: "a fox in snow", n }, options);
  const cells = rows.flatMap((row) => row.cells);
  const others = cells.filter(({ provider }) => provider !== service);
  expect(others.map(({ status, images }) => [status, images.length])).toStrictEqual([
    ["done", n],
    ["done", n],
  ]);
  const billed = await charged();
  expect(clock.pendingTimers).toBe(0);
  if (UNORDERED.includes(fault.kind)) expect(orders().length * PRICE).toBeLessThanOrEqual(ceiling);
  else expect(billed).toBeLessThanOrEqual(ceiling);
  const { usd = Number.NaN, atRiskUsd = Number.NaN } = spend;
  const isTold = !isLie(fault) && !UNORDERED.includes(fault.kind);
  if (isTold) expect(Math.round((usd + atRiskUsd) * 1e6)).toBeGreaterThanOrEqual(billed);
  return cells.find(({ provider }) => provider === service);
}

describe.each(IDS)("whatever happens at %s", (service) => {
  it.each(faultsOf(service).map((fault) => [nameOf(fault), fault] as const))(
    "%s: no more than the ceiling, and the other columns are whole",
    async (_, fault) => {
      const cell = await strike(service, fault, 1);
      if (cell?.status === "done") expect(cell.failures).toStrictEqual([]);
      else expect(cell).toMatchObject({ status: "failed", images: [], failures: [{ message: /./ }] });
    },
  );
});

describe.each(IDS)("two images of which one is struck at %s", (service) => {
  const once = { service, operation: "submit", times: 1 } as const;
  it.each([
    { kind: "status", status: 400, ...once, code: "request_rejected", billed: "no" },
    { kind: "status", status: 429, ...once, code: "rate_limited", billed: "no" },
    { kind: "refuse", ...once, code: "provider_unavailable", billed: "no" },
  ] as const)(
    "$kind $code: the other is there, and it is said why one is not",
    async ({ code, billed, ...fault }) => {
      const cell = await strike(service, fault, 2);
      expect(cell?.images).toHaveLength(1);
      expect(cell).toMatchObject({
        status: "partial",
        cost: { estimatedUsd: 0.06, usd: 0.03, atRiskUsd: 0 },
        failures: [{ code, billed, message: expect.stringContaining(service) }],
      });
    },
  );
});

describe("what a failed cell says", () => {
  it.each([
    [{ kind: "status", status: 401 }, "authentication", "no", 0],
    [{ kind: "status", status: 402 }, "insufficient_credits", "no", 0],
    [{ kind: "hang", beforeWork: true }, "outcome_unknown", "maybe", 0.03],
  ] as const)("%o", async (fault, code, billed, atRiskUsd) => {
    const cell = await strike(
      "cloudflare",
      { service: "cloudflare", operation: "submit", times: 0, ...fault },
      1,
    );
    expect(cell?.failures).toMatchObject([{ code, billed }]);
    expect(cell?.cost).toMatchObject({ usd: 0, atRiskUsd, deltaUsd: 0 });
  });

  it("of a download that failed keeps what it cost", async () => {
    const fault = {
      kind: "status",
      status: 404,
      service: "runware",
      operation: "download",
      times: 0,
    } as const;
    const cell = await strike("runware", fault, 1);
    expect(cell).toMatchObject({
      status: "failed",
      cost: { estimatedUsd: 0.03, usd: 0.03, basis: "emulated", deltaUsd: 0, atRiskUsd: 0 },
      failures: [{ code: "download_failed", billed: "yes" }],
    });
  });

  it("of a download that drags is that the time was over", async () => {
    const { emulator, compares } = setStage();
    emulator.inject({ kind: "hang", service: "krea", operation: "download", times: 0 });
    const { rows } = await compares({ prompt: "a fox in snow" }, { timeoutMs: 20_000 });
    const [cell] = rows[0]?.cells ?? [];
    expect(cell).toMatchObject({ status: "failed", failures: [{ code: "timeout", billed: "yes" }] });
    expect(cell?.timing.totalMs).toBe(20_000);
  });
});
