import { describeProviderContract } from "@unikrea/testkit";
import { binding, rest, restAgain } from "./contract-subject.ts";

describeProviderContract(rest);
describeProviderContract(restAgain);
describeProviderContract(binding);
