import { describeProviderContract } from "@unikrea/testkit";
import { subject, withoutLooks } from "./contract-subject.ts";

describeProviderContract(subject);
describeProviderContract(withoutLooks);
