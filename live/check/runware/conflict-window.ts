import type { Check } from "../../check.ts";
import { usdOf } from "../../price.ts";
import { repeated } from "./repeat.ts";

/** Our provider sends a lost task again for ten minutes, and not later. */
const WINDOW_MS = 600_000;

export const check: Check = {
  id: "runware.conflict-window",
  provider: "runware",
  question: "Is a repeated task still refused after ten minutes?",
  whyItMatters: "The window in which we send a lost task again is our guess.",
  does: "Sends one task twice under one UUID, ten minutes apart.",
  reliesOn: "yes",
  maxUsd: usdOf("runware", { text: 2 }),
  needs: ["patience"],
  run: (context) => repeated(context, "async", WINDOW_MS),
};
