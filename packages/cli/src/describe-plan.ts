import type { Plan, PlannedSetting, ProviderPlan, SettingStatus, Warning } from "@unikrea/core";
import pc from "picocolors";
import { fillLines } from "./fill-lines.ts";
import { inFlags } from "./flag-words.ts";
import { formatUsd } from "./money.ts";
import type { RouteFlags } from "./route-flags.ts";
import { formatTable } from "./table.ts";

/** What is shown of a plan. */
export interface PlanView {
  readonly plan: Plan;
  /** Without those that the command line left out. */
  readonly shown: readonly ProviderPlan[];
  /** What the call would do where an answer is lost: that says who may be paid. @default report */
  readonly onUnknown?: RouteFlags["onUnknown"];
  /** Columns of the terminal. */
  readonly width: number;
}

/** The figures side by side; then what becomes of the request, provider by provider; then what the whole call would do. */
export function describePlan({ plan, shown, onUnknown, width }: PlanView) {
  const { request, order, warnings } = plan;
  const [first, ...others] = shown;
  // What differs is easier to see with nothing else beside it.
  const common = (first?.settings ?? []).filter(
    (setting) => others.length > 0 && others.every(({ settings }) => settings.some(isLike(setting))),
  );
  const blocks = [
    [pc.bold(`${request.model}, ${request.aspectRatio}, n ${request.n}`)],
    [figuresOf(shown, order)],
    ...(common.length > 0 ? [[pc.bold("the same for all"), ...settingLines(common, width)]] : []),
    ...shown.map((one) => describeProvider(one, common, width)),
    [
      ...warnings.flatMap((warning) => warningLines(warning, width)),
      ...fillWords(describeOrder(plan, onUnknown), width),
    ],
  ];
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

type Row = readonly [name: string, read: (one: ProviderPlan) => string];

const WORST: Row = ["at worst", ({ worstCaseUsd }) => formatUsd(worstCaseUsd)];

function figuresOf(shown: readonly ProviderPlan[], order: readonly string[]): string {
  const rows: Row[] = [
    ["asked", ({ provider }) => placeIn(order, provider)],
    ["costs", ({ estimate }) => formatUsd(estimate.usd)],
    // Alike but where a run that is lost may be run twice.
    ...(shown.some(({ estimate, worstCaseUsd }) => worstCaseUsd !== estimate.usd) ? [WORST] : []),
    ["price", ({ estimate }) => estimate.basis ?? "unknown"],
    ["read on", ({ estimate }) => estimate.checkedOn ?? "no date"],
    ["pixels", ({ size }) => (size ? `${size.width}×${size.height}` : "not published")],
    ["requests", ({ wire }) => String(wire.length)],
  ];
  return formatTable(
    ["", ...shown.map(({ provider }) => provider)],
    rows.map(([name, read]) => [name, ...shown.map(read)]),
  );
}

const INDENT = "  ";

function describeProvider(one: ProviderPlan, common: readonly PlannedSetting[], width: number): string[] {
  const { provider, reasons, issues, settings, warnings, wire } = one;
  const own = settings.filter((setting) => !common.some(isLike(setting)));
  return [
    pc.bold(provider),
    ...reasons.flatMap((reason) => fillWords(`not asked: ${reason}`, width, INDENT, pc.yellow)),
    // What goes on nevertheless is told by its warnings.
    ...(wire.length > 0 ? [] : issues).flatMap(({ path, expected, got }) =>
      fillWords(`${path}: expected ${inFlags(expected, undefined)}, got ${got}`, width, INDENT + INDENT),
    ),
    ...settingLines(own, width),
    ...warnings.flatMap((warning) => warningLines(warning, width, INDENT)),
  ];
}

const plain = (text: string) => text;

const fillWords = (text: string, width: number, head = "", colour: (text: string) => string = plain) =>
  fillLines(text.split(" "), width, head).map(colour);

const warningLines = ({ path, message }: Warning, width: number, head = "") =>
  fillWords(`warning: ${path ? `${path}: ` : ""}${inFlags(message, undefined)}`, width, head, pc.yellow);

/** What wants to be read first comes first. */
const STATUSES: readonly SettingStatus[] = ["unsupported", "approximated", "mapped", "exact", "defaulted"];
const STATUS_WIDTH = Math.max(...STATUSES.map((status) => status.length));
const COLOURS: Readonly<Partial<Record<SettingStatus, (text: string) => string>>> = {
  unsupported: pc.red,
  approximated: pc.yellow,
  defaulted: pc.dim,
};

/** A line for each status that occurs, with the settings that have it. */
function settingLines(settings: readonly PlannedSetting[], width: number): string[] {
  return STATUSES.flatMap((status) => {
    const items = settings.filter((setting) => setting.status === status).map(describeSetting);
    const words = items.map((item, index) => (index < items.length - 1 ? `${item},` : item));
    const colour = COLOURS[status] ?? plain;
    return fillLines(words, width, INDENT + colour(status.padEnd(STATUS_WIDTH)) + INDENT);
  });
}

const isLike = (one: PlannedSetting) => (other: PlannedSetting) =>
  one.status === other.status && describeSetting(one) === describeSetting(other);

/** What was asked for, and what is sent for it where that is something else: `aspectRatio 3:4 → 928×1152`. */
function describeSetting({ path, value, status, wirePath, wireValue }: PlannedSetting): string {
  if (path === "seed" && value === null) return "seed random";
  // The prompt and images are said in full by --show-wire.
  if (path === "prompt" || path.endsWith("image")) return path;
  // What is off needs no word, and not every provider has one.
  if (status !== "unsupported" && wirePath === undefined) return `${path} ${shortOf(value)} → nothing`;
  const isOther = wireValue !== undefined && !Object.is(wireValue, value);
  return `${path} ${shortOf(value)}${isOther ? ` → ${shortOf(wireValue)}` : ""}`;
}

/** The longest text that is shown of a value. Of longer ones the end tells more: an id, a model behind its path. */
const MAX_LENGTH = 20;

function shortOf(value: unknown): string {
  const { width, height } = Object(value);
  const text = width && height ? `${width}×${height}` : String(value).replace(/^https?:\/\/[^/]+/, "…");
  return text.length > MAX_LENGTH ? `…${text.slice(1 - MAX_LENGTH)}` : text;
}

const PLACES = ["first", "second", "third"];
const placeIn = (order: readonly string[], provider: string) => {
  const at = order.indexOf(provider);
  return at < 0 ? "no" : (PLACES[at] ?? `number ${at + 1}`);
};

function describeOrder({ order, worstCaseUsd }: Plan, onUnknown: RouteFlags["onUnknown"]): string {
  const [first, ...others] = order;
  if (first === undefined) return "nobody would be asked: nothing would be sent";
  const again = onUnknown === "pay-again" ? ", or if nobody knows what became of it" : "";
  const next =
    others.length > 0 ? `; ${others.join(", then ")} only if that is known to cost nothing${again}` : "";
  return `${first} would be asked${next}. At the worst it costs ${formatUsd(worstCaseUsd)}`;
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
