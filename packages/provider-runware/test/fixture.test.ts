import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../src/wire.ts";
import { bodyOf } from "./fixture.ts";
import { answerCheck, taskCheck } from "./schema.ts";

const NAMES = readdirSync(new URL("../fixtures", import.meta.url)).map((name) => name.replace(/\.json$/, ""));
const responses = NAMES.filter((name) => name.endsWith(".response"));

const checkAnswer = answerCheck();
const checkTask = taskCheck();

/** The published schemas know only the plural of `errors`. */
const OUTSIDE = ["submit.singular.response"];

describe("fixtures", () => {
  it.each(responses)("%s can be read", (name) => {
    expect(readAnswer(bodyOf(name))).toBeDefined();
  });

  it.each(responses.filter((name) => !OUTSIDE.includes(name)))("%s fits the schema of answers", (name) => {
    expect(checkAnswer(bodyOf(name))).toBe("");
  });

  it.each(NAMES.filter((name) => /^submit\..*request$/.test(name)))("%s fits the schema of tasks", (name) => {
    const [task, ...others] = bodyOf(name) as unknown[];
    expect([checkTask(task), others]).toStrictEqual(["", []]);
  });
});
