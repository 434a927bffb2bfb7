export { type ArbitraryRequestOptions, arbitraryRequest } from "./arbitrary-request.ts";
export { describeProviderContract, RULES, type RuleName, skipReason } from "./contract.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { type FakeProvider, type FakeProviderOptions, fakeProvider } from "./fake-provider.ts";
export type { FakeCall, FakeService, Twists } from "./fake-service.ts";
export { type Fixture, readFixture } from "./fixture.ts";
export type { Mutant } from "./mutant/mutant.ts";
export { describeContractMutants, MUTANTS, tryMutant, type Verdict } from "./mutant-trial.ts";
export { canonicalRequest, INPUT_IMAGES, MOODBOARD_ID, REQUESTS } from "./request-table.ts";
export type { Rule } from "./rule/rule.ts";
export { CANARY, countedIds, type Line, type Scene, type Script, setScene } from "./scene.ts";
export {
  type Answer,
  type Breakdown,
  type Exchange,
  imageUrl,
  json,
  type Operation,
  type Reply,
  type Respond,
  type ScriptedService,
  type SeenRequest,
  type ServiceRequest,
  scriptService,
} from "./service.ts";
export { type ContractSubject, type Deviations, type Phrases, STRANGE_STATE } from "./subject.ts";
export { TINY_IMAGES } from "./tiny-image.ts";
export {
  answering,
  delayed,
  failing,
  hanging,
  losingAnswer,
  refusing,
  type Twist,
  type TwistedCall,
} from "./twist.ts";
export { type Handed, handedFor, type Sent, sentFor } from "./wire-view.ts";
