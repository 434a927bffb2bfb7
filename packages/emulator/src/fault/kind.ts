import { httpKinds } from "./http-kind.ts";
import type { ParameterTypes, Stage } from "./kind-spec.ts";
import { networkKinds } from "./network-kind.ts";
import { reportKinds } from "./report-kind.ts";
import { workKinds } from "./work-kind.ts";

/** Every kind of fault: where it strikes, whom, with what parameters. Types, parser and README follow this table. */
export const faultKinds = { ...networkKinds, ...httpKinds, ...workKinds, ...reportKinds };

/** The table of {@link faultKinds}, as a type. */
export type FaultTable = typeof faultKinds;

/** The name of a kind of fault. */
export type FaultKind = keyof FaultTable;

/** The kinds that strike at stage `S`. */
export type KindAt<S extends Stage> = {
  [Kind in FaultKind]: FaultTable[Kind]["stage"] extends S ? Kind : never;
}[FaultKind];

type TypeOf<Parameter> = Parameter extends keyof ParameterTypes ? ParameterTypes[Parameter] : never;

type RequiredOf<Spec> = Spec extends { required: readonly (infer Name)[] } ? Name : never;

type ParametersOf<Spec extends { parameters: object }> = {
  [Name in keyof Spec["parameters"] as Name extends RequiredOf<Spec> ? Name : never]: TypeOf<
    Spec["parameters"][Name]
  >;
} & {
  [Name in keyof Spec["parameters"] as Name extends RequiredOf<Spec> ? never : Name]?: TypeOf<
    Spec["parameters"][Name]
  >;
};

/** The parameters of each kind, by kind. */
export type FaultParameters = { [Kind in FaultKind]: ParametersOf<FaultTable[Kind]> };
