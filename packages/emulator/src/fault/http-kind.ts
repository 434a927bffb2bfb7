import { services } from "../model.ts";
import type { KindSpec } from "./kind-spec.ts";

/** Faults of the answer as a whole: status, headers, body. */
export const httpKinds = {
  // HTTP.
  html: {
    stage: "door",
    plays: "F20 F28 F59",
    services,
    parameters: { status: "status", beforeWork: "flag" },
    does: "an HTML page instead of the answer, status 200 unless told",
  },
  "cut-json": {
    stage: "door",
    plays: "F21",
    services,
    parameters: {},
    does: "the work is done, the JSON is half there but the body is complete",
  },
  "wrong-shape": {
    stage: "door",
    plays: "F22",
    services,
    parameters: { body: "json" },
    does: "the work is done, the answer is other JSON (`body`)",
  },
  "huge-body": {
    stage: "door",
    plays: "F23",
    services,
    parameters: { bytes: "count" },
    does: "the work is done, the answer is 50 MB of JSON (or `bytes`)",
  },
  "gzip-bomb": {
    stage: "door",
    plays: "F24",
    services,
    parameters: { bytes: "count" },
    does: "the work is done, a small gzip body unpacks to 64 MiB (or `bytes`)",
  },
  redirect: {
    stage: "door",
    plays: "F25 F26 F61",
    services,
    parameters: { status: "status", location: "text" },
    required: ["status", "location"],
    does: "a redirect to `location`, nothing done",
  },
  status: {
    stage: "door",
    plays: "F27 … F37 F48",
    services,
    parameters: { status: "status", body: "json", headers: "headers", afterWork: "flag" },
    required: ["status"],
    does: "an answer with this status, before the work or `afterWork`; the body is the vendor's usual one unless given (a string is sent as it is)",
  },
  "content-type": {
    stage: "door",
    plays: "",
    services,
    parameters: { value: "text" },
    required: ["value"],
    does: "the right answer under another content type",
  },
} as const satisfies Record<string, KindSpec>;
