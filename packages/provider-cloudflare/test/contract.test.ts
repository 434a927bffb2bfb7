import { describeProviderContract } from "@unikrea/testkit";
import { binding, rest } from "./contract-subject.ts";

describeProviderContract(rest);
describeProviderContract(binding);
