import { createServer } from "node:net";
import type { Detour } from "./line.ts";
import type { Stage } from "./stage.ts";

/** Leads the orders of one call to where nobody listens, or to where nobody speaks TLS: a real failure to connect. */
export async function detourTo(
  { origin }: Pick<Stage, "origin">,
  where: "closed port" | "no TLS",
  isStruck: (body: unknown) => boolean,
): Promise<Detour> {
  const target =
    where === "no TLS" ? origin.replace("http:", "https:") : `http://127.0.0.1:${await closedPort()}`;
  let isUsed = false;
  return (url, init) => {
    if (isUsed || !isStruck(init?.body)) return url;
    isUsed = true;
    return url.replace(origin, target);
  };
}

/** A port that was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
