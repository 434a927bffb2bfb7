import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testkit/src/fake-clock.ts";
import { withinTime } from "../src/exchange.ts";
import { TransportFailure } from "../src/transport-failure.ts";

describe("an exchange that never settles, because its key is fetched and never comes", () => {
  const never = () => new Promise<never>(() => {});
  const endOf = (running: Promise<unknown>) => running.catch((error: unknown) => error);

  it("is given up a second after its time, which proves nothing about what was sent", async () => {
    const clock = fakeClock();
    let end: unknown = "nothing yet";
    void endOf(withinTime(never(), { clock, timeoutMs: 4000 })).then((error) => {
      end = error;
    });
    await clock.advance(4999);
    expect(end).toBe("nothing yet");
    await clock.advance(1);
    expect(end).toBeInstanceOf(TransportFailure);
    expect(end).toMatchObject({ message: "no answer within 4 s", isUnsent: false });
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends with the reason of the caller's signal", async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const reason = new Error("enough");
    let end: unknown = "nothing yet";
    void endOf(withinTime(never(), { clock, timeoutMs: 4000, signal: controller.signal })).then((error) => {
      end = error;
    });
    controller.abort(reason);
    await clock.advance(0);
    expect(end).toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });
});
