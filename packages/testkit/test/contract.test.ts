import { describeProviderContract } from "../src/index.ts";
import { boothAgainSubject, boothSubject } from "./toy/booth-subject.ts";
import { postcardSubject } from "./toy/postcard-subject.ts";
import { pressSubject } from "./toy/press-subject.ts";

// The three shapes of services: jobs that are asked about, one call with the answer, batches under our own ids; and one
// that may be paid twice.
for (const subject of [postcardSubject, boothSubject, boothAgainSubject, pressSubject])
  describeProviderContract(subject);
