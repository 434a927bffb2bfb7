import { describeProviderContract } from "../src/index.ts";
import { boothSubject } from "./toy/booth-subject.ts";
import { postcardSubject } from "./toy/postcard-subject.ts";
import { pressSubject } from "./toy/press-subject.ts";

// The three shapes of services: jobs that are asked about, one call with the answer, batches under our own ids.
for (const subject of [postcardSubject, boothSubject, pressSubject]) describeProviderContract(subject);
