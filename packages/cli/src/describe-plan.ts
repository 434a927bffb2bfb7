import type { Plan, PlannedSetting, ProviderPlan } from "@unikrea/core";
import pc from "picocolors";
import { formatUsd } from "./money.ts";
import { formatTable } from "./table.ts";

/** Settings down, providers across, as they are compared; then what the whole call would do. */
export function describePlan({ providers, order, worstCaseUsd, warnings }: Plan): string {
  const { model, aspectRatio, n } = valuesOf(providers);
  const rows: [string, (one: ProviderPlan) => string][] = [
    ["asked", ({ provider }) => placeIn(order, provider)],
    ["costs", ({ estimate }) => formatUsd(estimate.usd)],
    [
      "price read on",
      ({ estimate: { checkedOn, basis } }) => `${checkedOn ?? "no date"} (${basis ?? "unknown"})`,
    ],
    ["pixels", ({ size }) => (size ? `${size.width}×${size.height}` : "not published")],
    ["requests", ({ wire }) => String(wire.length)],
  ];
  const paths = [...new Set(providers.flatMap(({ settings }) => settings.map(({ path }) => path)))];
  const settings = paths.map((path) => [
    path,
    ...providers.map((one) => describeSetting(one.settings.find((setting) => setting.path === path))),
  ]);
  const table = formatTable(
    [`${model}, ${aspectRatio}, n ${n}`, ...providers.map(({ provider }) => provider)],
    [...rows.map(([name, read]) => [name, ...providers.map(read)]), ...settings],
  );
  const reasons = providers.flatMap(({ reasons, issues }) => [
    ...reasons.map((reason) => pc.yellow(`not asked: ${reason}`)),
    ...issues.map(({ path, expected, got }) => `  ${path}: expected ${expected}, got ${got}`),
  ]);
  const notes = [...warnings, ...providers.flatMap((one) => one.warnings)].map(({ path, message }) =>
    pc.yellow(`warning: ${path ? `${path}: ` : ""}${message}`),
  );
  return [table, "", ...reasons, ...notes, describeOrder(order, worstCaseUsd)].join("\n");
}

/** What one provider would be sent: a line a request would have, its headers, its body. Keys are added when it is sent. */
export function describeWire({ provider, wire, reasons }: ProviderPlan): string {
  if (wire.length === 0) return `nothing: ${reasons.join("; ") || `${provider} would not be asked`}`;
  return wire
    .map(({ method, url, headers, body }) => {
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return [pc.bold(`${method} ${url}`), ...head, JSON.stringify(body, null, 2)].join("\n");
    })
    .join("\n\n");
}

/** What was asked for is the same at every provider. */
function valuesOf([first]: readonly ProviderPlan[]) {
  const read = (path: string) => first?.settings.find((setting) => setting.path === path)?.value;
  return { model: read("model"), aspectRatio: read("aspectRatio"), n: read("n") };
}

const PLACES = ["first", "second", "third"];
const placeIn = (order: readonly string[], provider: string) => {
  const at = order.indexOf(provider);
  return at < 0 ? "no" : (PLACES[at] ?? `number ${at + 1}`);
};

function describeOrder(order: readonly string[], worstCaseUsd: number | undefined): string {
  const [first, ...others] = order;
  if (first === undefined) return "nobody would be asked: nothing would be sent";
  const next = others.length > 0 ? `; ${others.join(", then ")} only if that is known to cost nothing` : "";
  return `${first} would be asked${next}. At the worst it costs ${formatUsd(worstCaseUsd)}`;
}

/** The longest text that a column can bear. */
const MAX_WIDTH = 18;

function describeSetting(setting: PlannedSetting | undefined): string {
  if (!setting) return "";
  const { path, status, wireValue } = setting;
  if (path === "seed" && setting.value === null) return "random";
  // The prompt and images are said in full by --show-wire.
  const isLong = path === "prompt" || path.endsWith("image");
  const words = isLong || wireValue === undefined ? "" : ` ${pc.dim(shortOf(wireValue))}`;
  return `${status}${words}`;
}

function shortOf(value: unknown): string {
  const { width, height } = Object(value);
  const text = width && height ? `${width}×${height}` : String(value).replace(/^https?:\/\/[^/]+/, "…");
  return text.length > MAX_WIDTH ? `…${text.slice(-MAX_WIDTH)}` : text;
}
