import { inspect } from "node:util";
import { createKrea2, isUnikreaError } from "@unikrea/core";
import { expect } from "vitest";
import { REQUESTS } from "../request-table.ts";
import { CANARY, countedIds, type Script, setScene } from "../scene.ts";
import type { SeenRequest } from "../service.ts";
import type { ContractSubject } from "../subject.ts";
import { TINY_IMAGES } from "../tiny-image.ts";
import type { RuleTable, Unless } from "./rule.ts";

const { minimal } = REQUESTS;

const unlessKeyless: Unless = (_, { keyless }) => keyless && "a binding has no key";

/** Services and networks that print the key in what they say. */
function tattletales({ phrases }: ContractSubject): Script[] {
  const said = `Bearer ${CANARY} (${encodeURIComponent(CANARY)}) was not welcome; key=${CANARY}`;
  const replies = [
    ...[400, 401, 403, 422, 429, 500].map((status) => phrases.refusal(status, said)),
    new TypeError("fetch failed", { cause: new Error(said) }),
    new TypeError(`"${said}" is an invalid header value`),
  ];
  const places = phrases.accepted ? (["submit", "poll"] as const) : (["submit"] as const);
  return places.flatMap((place) => replies.map((reply) => ({ [place]: [reply] })));
}

/** All the ways in which an error is shown. */
const faces = (error: Error) => [
  error.message,
  String(error.stack),
  String(error),
  JSON.stringify(error),
  inspect(error, { depth: 12, showHidden: true }),
];

const shown = ({ url, headers, body }: SeenRequest) => JSON.stringify({ url, headers, body });

/** Keys go to the service they are for, and nowhere else. */
export const secretRules = {
  "no-secret": {
    title: "the key is in no error, however it is shown, not even when the service prints it",
    unless: unlessKeyless,
    async check(subject) {
      for (const script of tattletales(subject)) {
        const { k2, fails } = setScene(subject, script);
        const error = await fails(k2.generate(minimal, { timeoutMs: 20_000 }));
        for (let each: unknown = error; each instanceof Error; each = each.cause)
          for (const face of faces(each)) expect(face).not.toContain(CANARY);
        expect(JSON.stringify(error.job) ?? "").not.toContain(CANARY);
      }
    },
  },
  "checked-key": {
    title: "a key that cannot be one is refused before anything is sent, and not printed",
    unless: unlessKeyless,
    async check(subject) {
      const broken = [
        "",
        " ",
        `"${CANARY}"`,
        `Bearer ${CANARY}`,
        `${CANARY}\r\nx-evil: 1`,
        `${CANARY}é`,
        "undefined",
      ];
      for (const key of broken) {
        const { k2, fails, service, provider } = setScene(subject, {}, key);
        const error = await fails(k2.generate(minimal, { provider: provider.id }));
        expect(error, JSON.stringify(key)).toMatchObject({ code: "missing_credentials", billed: "no" });
        for (const face of faces(error)) expect(face).not.toContain(CANARY);
        expect(service.requests).toHaveLength(0);
      }
    },
  },
  "key-in-prompt": {
    title: "a request that holds the key is refused, and nothing is sent",
    unless: unlessKeyless,
    async check(subject) {
      const { k2, fails, service } = setScene(subject);
      const error = await fails(k2.generate({ prompt: `a poster that says ${CANARY}` }));
      expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
      for (const face of faces(error)) expect(face).not.toContain(CANARY);
      expect(service.seen("submit")).toHaveLength(0);
    },
  },
  "own-key": {
    title: "two instances with two keys do not mix them up",
    unless: unlessKeyless,
    async check(subject) {
      const { service, ends, clock } = setScene(subject);
      const createClient = subject.createClient ?? createKrea2;
      const keys = ["key-of-alpha", "key-of-omega"];
      const newId = countedIds();
      const clients = keys.map((key) =>
        createClient({ providers: [subject.make(service, key)], clock, newId }),
      );
      await ends(Promise.all([...clients, ...clients].map((client) => client.generate(minimal))));
      const counts = keys.map(
        (key) => service.seen("submit").filter((seen) => shown(seen).includes(key)).length,
      );
      expect(counts).toStrictEqual([2, 2]);
      const mixed = service.requests.filter((seen) => keys.every((key) => shown(seen).includes(key)));
      expect(mixed).toHaveLength(0);
    },
  },
  "keyless-download": {
    title: "images are downloaded without the key",
    async check(subject) {
      const { k2, ends, service } = setScene(subject);
      const { images } = await ends(k2.generate(minimal));
      for (const image of images) expect(await ends(image.bytes())).toStrictEqual(TINY_IMAGES["image/png"]);
      for (const download of service.seen("download")) expect(shown(download)).not.toContain(CANARY);
      const error = await ends(k2.resume({ v: 1 }).catch((thrown: unknown) => thrown));
      expect(isUnikreaError(error) && error.code).toBe("invalid_response");
    },
  },
} satisfies RuleTable;
