import type { ImageProvider } from "@unikrea/core/provider";
import type { ContractSubject } from "../subject.ts";

/** Why a rule says nothing about a subject, or `false` or nothing when it does. */
export type Unless = (provider: ImageProvider, subject: ContractSubject) => string | undefined | false;

/** One thing that is true of every provider. */
export interface Rule {
  /** As a sentence, for reports. */
  readonly title: string;
  /** When the rule does not apply. It then shows as skipped. */
  readonly unless?: Unless;
  /** Rejects when the rule is broken. */
  readonly check: (subject: ContractSubject) => Promise<void>;
}

/** Rules by name. */
export type RuleTable = Readonly<Record<string, Rule>>;

/** There is nothing to poll where the answer to the submission is the image. */
export const unlessSync: Unless = ({ delivery }) =>
  delivery === "sync" && "the answer to the submission is the image";

/** A rule about words that a service may not have. */
export const unlessSaid =
  (...phrases: (keyof ContractSubject["phrases"])[]): Unless =>
  (_, subject) => {
    const missing = phrases.find((phrase) => subject.phrases[phrase] === undefined);
    return missing && `the service cannot say "${missing}"`;
  };
