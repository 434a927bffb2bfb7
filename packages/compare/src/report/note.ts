import { formatUsd } from "../browser/format.js";
import type { ProviderSummary, Summary } from "./summary.ts";
import { allOf, list, plural } from "./words.ts";

/** What has to be known beside who won, in sentences without capital and stop. */
export function notesOn(summary: Summary): string[] {
  const { providers, emulated } = summary;
  const bringers = providers.filter(({ images }) => images > 0);
  return [
    ...comparability(summary, bringers),
    ...prices(bringers, emulated),
    ...settings(providers.filter(({ asked }) => asked > 0)),
    ...missing(providers),
    ...money(summary),
  ];
}

function comparability({ shared, requests }: Summary, bringers: readonly ProviderSummary[]): string[] {
  if (bringers.length < 2 || shared === 0 || shared === requests) return [];
  const which = shared === 1 ? "the one request" : `the ${shared} requests`;
  return [
    `cost and time are compared on ${which} of ${requests} that ${list(bringers.map(nameOf))} ${bringers.length === 2 ? "both" : "all"} answered`,
  ];
}

function prices(bringers: readonly ProviderSummary[], emulated: boolean): string[] {
  const unknown = bringers.filter(({ perImageUsd }) => perImageUsd === undefined);
  const estimated = bringers.filter(
    ({ isEstimated, perImageUsd }) => isEstimated && perImageUsd !== undefined,
  );
  return [
    ...(unknown.length > 0 && unknown.length < bringers.length
      ? [`what ${list(unknown.map(nameOf))} charged is not known`]
      : []),
    ...(estimated.length > 0 && !emulated
      ? [`the cost of ${list(estimated.map(nameOf))} is by its price table, not by a bill`]
      : []),
  ];
}

function settings(asked: readonly ProviderSummary[]): string[] {
  const isFaithful = ({ approximated, unsupported }: ProviderSummary) =>
    approximated.length + unsupported.length === 0;
  const faithful = asked.filter(isFaithful);
  const [only] = asked;
  const who =
    faithful.length === asked.length && only && asked.length > 1
      ? allOf(asked.length)
      : list(faithful.map(nameOf));
  return [
    ...(who ? [`${who} honoured every setting`] : []),
    ...asked
      .filter((one) => !isFaithful(one))
      .map(({ provider, approximated, unsupported }) => {
        const parts = [
          ...(unsupported.length > 0 ? [`left out ${list(unsupported)}`] : []),
          ...(approximated.length > 0 ? [`only came near ${list(approximated)}`] : []),
        ];
        return `${provider} ${list(parts)}`;
      }),
  ];
}

function missing(providers: readonly ProviderSummary[]): string[] {
  return providers.flatMap(({ provider, asked, failed, ineligible, images, wanted }) => [
    ...(failed > 0 ? [`${provider} failed ${failed} of ${plural(asked, "request")}`] : []),
    ...(images > 0 && images < wanted && failed === 0
      ? [`${provider} brought ${images} of ${wanted} images`]
      : []),
    ...(ineligible > 0
      ? [`${provider} could not be asked for ${ineligible} of ${plural(asked + ineligible, "request")}`]
      : []),
  ]);
}

function money({ atRiskUsd, emulated, providers }: Summary): string[] {
  if (!providers.some(({ images, wanted }) => images < wanted)) return [];
  if (atRiskUsd === undefined) return ["what may be billed for images that did not come is not known"];
  const label = emulated ? " (emulated)" : "";
  return atRiskUsd === 0
    ? ["nothing is billed for images that did not come"]
    : [`${formatUsd(atRiskUsd)}${label} is, or may be, billed for images that did not come`];
}

const nameOf = ({ provider }: ProviderSummary) => provider;
