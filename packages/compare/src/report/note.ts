import { formatUsd } from "../browser/format.js";
import type { ProviderSummary, Summary } from "./summary.ts";
import { allOf, list, plural } from "./words.ts";

/** What has to be known beside who won, in sentences without capital and stop. */
export function notesOn(summary: Summary): string[] {
  const { providers, contenders, emulated } = summary;
  return [
    ...standIns(summary),
    ...comparability(summary),
    ...prices(contenders, emulated),
    ...settings(providers.filter(({ images }) => images > 0)),
    ...missing(providers),
    ...money(summary),
  ];
}

/** Where all is emulated the verdict itself says so. */
function standIns({ emulated, providers }: Summary): string[] {
  const names = emulated ? [] : providers.filter(({ isEmulated }) => isEmulated).map(nameOf);
  const [its, are] = names.length === 1 ? ["its", "an emulator"] : ["their", "emulators"];
  return names.length === 0
    ? []
    : [`${list(names)} ran on ${are}: ${its} figures are not real, and are not compared`];
}

function comparability({ shared, requests, contenders, isWhole }: Summary): string[] {
  if (contenders.length < 2 || shared === 0 || (shared === requests && isWhole)) return [];
  const which = shared === 1 ? "the one request" : `the ${shared} requests`;
  return [
    `cost and time are compared on ${which} of ${requests} that ${list(contenders.map(nameOf))} ${contenders.length === 2 ? "both" : "all"} answered${isWhole ? " in full" : ", if only in part"}`,
  ];
}

function prices(contenders: readonly ProviderSummary[], emulated: boolean): string[] {
  const unknown = contenders.filter(({ perImageUsd }) => perImageUsd === undefined);
  const estimated = contenders.filter(
    ({ isEstimated, perImageUsd }) => isEstimated && perImageUsd !== undefined,
  );
  return [
    ...(unknown.length > 0 && unknown.length < contenders.length
      ? [`what ${list(unknown.map(nameOf))} charged is not known`]
      : []),
    ...(estimated.length > 0 && !emulated
      ? [`the cost of ${list(estimated.map(nameOf))} is by its price table, not by a bill`]
      : []),
  ];
}

function settings(bringers: readonly ProviderSummary[]): string[] {
  const isFaithful = ({ approximated, unsupported }: ProviderSummary) =>
    approximated.length + unsupported.length === 0;
  const faithful = bringers.filter(isFaithful);
  const who =
    faithful.length === bringers.length && bringers.length > 1
      ? allOf(bringers.length)
      : list(faithful.map(nameOf));
  return [
    ...(who ? [`${who} honoured every setting`] : []),
    ...bringers
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
  return providers.flatMap(({ provider, asked, failed, ineligible, images, wanted, isUnfetched }) => [
    ...(failed > 0 ? [`${provider} failed ${failed} of ${plural(asked, "request")}`] : []),
    ...(images > 0 && images < wanted && failed === 0
      ? [`${provider} brought ${images} of ${wanted} images`]
      : []),
    ...(isUnfetched ? [`${provider} made images that could not be fetched; they are paid for`] : []),
    ...(ineligible > 0
      ? [`${provider} could not be asked for ${ineligible} of ${plural(asked + ineligible, "request")}`]
      : []),
  ]);
}

function money({ atRiskUsd, emulated, providers }: Summary): string[] {
  const label = emulated ? " (emulated)" : "";
  if (!providers.some(({ images, wanted }) => images < wanted))
    return atRiskUsd
      ? [`${formatUsd(atRiskUsd)}${label} more may be billed, for what may have been run twice`]
      : [];
  if (atRiskUsd === undefined) return ["what may be billed for images that did not come is not known"];
  // What could not be fetched is billed, but not at risk: it has been spoken of already.
  const nothing = providers.some(({ isUnfetched }) => isUnfetched)
    ? []
    : ["nothing is billed for images that did not come"];
  return atRiskUsd === 0
    ? nothing
    : [`${formatUsd(atRiskUsd)}${label} is, or may be, billed for images that did not come`];
}

const nameOf = ({ provider }: ProviderSummary) => provider;
