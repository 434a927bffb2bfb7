import { describeContractMutants, describeProviderContract } from "@unikrea/testkit";
import { subject } from "./contract-subject.ts";

describeProviderContract(subject);
describeContractMutants(subject);
