import { createKrea2, type Progress } from "@unikrea/core";
import { expect } from "vitest";
import { REQUESTS } from "../request-table.ts";
import { CANARY, endingWith, type Line, setScene } from "../scene.ts";
import { json } from "../service.ts";
import { saidIn } from "../wire-view.ts";
import { type RuleTable, unlessSaid, unlessSync } from "./rule.ts";

const { minimal } = REQUESTS;
const three = { ...minimal, n: 3, seed: 4_294_967_294 };

/** What a job does from its acceptance to its end. */
export const jobRules = {
  images: {
    title: "a request that goes well ends with its images, and leaves no timer behind",
    async check(subject) {
      const { k2, ends, clock, provider, service } = setScene(subject);
      const result = await ends(k2.generate(minimal));
      expect(result.images).toHaveLength(1);
      expect(result).toMatchObject({ provider: provider.id, failures: [], warnings: [] });
      expect(result.attempts).toMatchObject([{ outcome: "settled", billed: "yes", code: undefined }]);
      expect(service.seen("submit")).toHaveLength(1);
      expect(clock.pendingTimers).toBe(0);
    },
  },
  "one-seed-each": {
    title: "with a seed, n images are n jobs with n seeds, each sent once",
    async check(subject) {
      const { k2, ends, service } = setScene(subject);
      const { images, job } = await ends(k2.generate(three));
      expect(images.map(({ seed }) => seed)).toStrictEqual([4_294_967_294, 4_294_967_295, 0]);
      expect(job.parts.map(({ seed }) => seed)).toStrictEqual([4_294_967_294, 4_294_967_295, 0]);
      const seeds = service
        .seen("submit")
        .map((request) => [...saidIn({ submissions: [request], warnings: [] }).values()]);
      expect(seeds).toHaveLength(3);
      expect(seeds[0]).toContain(4_294_967_294);
      expect(seeds[1]).toContain(4_294_967_295);
      expect(seeds[2]).toContain(0);
    },
  },
  "fills-jobs": {
    title: "without a seed, a job makes as many images as the provider allows",
    async check(subject) {
      const { k2, ends, provider, service } = setScene(subject);
      const { images } = await ends(k2.generate({ ...minimal, n: 5 }));
      expect(images).toHaveLength(5);
      expect(service.seen("submit")).toHaveLength(Math.ceil(5 / provider.capabilities.imagesPerJob));
    },
  },
  resume: {
    title: "a job that was stored as JSON gives the same images in another process",
    async check(subject) {
      const { k2, ends, clock, service } = setScene(subject);
      const job = await ends(k2.submit(three));
      const stored = JSON.stringify(job);
      for (const { token } of job.parts) expect(JSON.parse(JSON.stringify(token))).toStrictEqual(token);
      expect(stored).not.toContain(minimal.prompt);
      expect(stored).not.toContain(CANARY);
      const createClient = subject.createClient ?? createKrea2;
      const other = createClient({ providers: [subject.make(service, CANARY)], clock });
      const [here, there] = [await ends(k2.wait(job)), await ends(other.resume(JSON.parse(stored)))];
      expect(here.images).toHaveLength(3);
      const bytesOf = ({ images }: typeof here) => Promise.all(images.map((image) => image.base64()));
      const look = ({ images }: typeof here) => images.map(({ url, seed }) => ({ url, seed }));
      expect(look(there)).toStrictEqual(look(here));
      expect(await ends(bytesOf(there))).toStrictEqual(await ends(bytesOf(here)));
      expect(service.seen("submit")).toHaveLength(3);
    },
  },
  "foreign-token": {
    title: "a token that the provider did not make is refused, and nothing is asked",
    unless: unlessSync,
    async check(subject) {
      for (const token of [{ alien: true }, "alien", 7, null, []]) {
        const { k2, ends, fails, service } = setScene(subject);
        const job = await ends(k2.submit(minimal));
        const parts = job.parts.map((part) => ({ ...part, token }));
        const error = await fails(k2.resume({ ...job, parts }));
        expect(error, `the token ${JSON.stringify(token)}`).toMatchObject({ code: "invalid_response" });
        expect(service.requests.filter(({ operation }) => operation !== "submit")).toHaveLength(0);
      }
    },
  },
  timeout: {
    title: "a job that does not end is a time-out that carries the job, and the job can be resumed",
    unless: unlessSync,
    async check(subject) {
      let line: Line = "pending";
      const say: Line = (exchange) => {
        const phrase = line === "pending" ? subject.phrases.pending : subject.phrases.completed;
        return phrase ? phrase(exchange) : json({});
      };
      const { k2, ends, fails, clock, service } = setScene(subject, { poll: [say] });
      const error = await fails(k2.generate(minimal, { timeoutMs: 60_000 }));
      expect(error).toMatchObject({ code: "timeout", outcome: "accepted", billed: "maybe", retryable: true });
      expect(clock.now()).toBe(60_000);
      expect(clock.pendingTimers).toBe(0);
      line = "completed";
      expect((await ends(k2.resume(JSON.parse(JSON.stringify(error.job))))).images).toHaveLength(1);
      expect(service.seen("submit")).toHaveLength(1);
    },
  },
  partial: {
    title: "the images that exist are kept when part of a job failed",
    unless: unlessSaid("partial"),
    async check(subject) {
      const { k2, ends } = setScene(subject, endingWith(subject, "partial"));
      const { images, failures } = await ends(k2.generate({ ...minimal, n: 3 }));
      expect(images).toHaveLength(2);
      expect(failures).toHaveLength(1);
    },
  },
  progress: {
    title: "progress is told in order: ready and elapsed never fall, progress is 0…1 and never falls",
    async check(subject) {
      const { k2, ends } = setScene(subject, { poll: ["pending", "pending", "pending", "completed"] });
      const told: Progress[] = [];
      await ends(k2.generate(three, { onProgress: (progress) => told.push(progress) }));
      const isRising = (numbers: readonly number[]) =>
        numbers.every((number, index) => number >= (numbers[index - 1] ?? 0));
      expect(isRising(told.map(({ ready }) => ready))).toBe(true);
      expect(isRising(told.map(({ elapsedMs }) => elapsedMs))).toBe(true);
      const shares = told.flatMap(({ progress }) => progress ?? []);
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(isRising(shares)).toBe(true);
      expect(told.at(-1)).toMatchObject({ phase: "settled", ready: 3, total: 3 });
    },
  },
  sweep: {
    title: "many jobs are asked about together",
    unless: ({ batch }, subject) =>
      (!batch && "it asks about one job at a time") ||
      (!subject.phrases.sweep && 'the service cannot say "sweep"'),
    async check(subject) {
      const { k2, ends, service } = setScene(subject);
      const { images } = await ends(k2.generate({ ...minimal, n: 20, seed: 1 }));
      expect(images).toHaveLength(20);
      expect(service.seen("sweep").length).toBeGreaterThan(0);
      expect(service.seen("sweep").length + service.seen("poll").length).toBeLessThan(20);
    },
  },
} satisfies RuleTable;
