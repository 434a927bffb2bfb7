import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import type { Command } from "commander";
import pc from "picocolors";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { parsePort, parseSpeed } from "../parse-flag.ts";

/** `unikrea emulate`: the three services on one loopback port, until Ctrl-C. */
export function addEmulateCommand(program: Command, context: CommandContext): void {
  program
    .command("emulate")
    .description("run the three services on this machine, with a bill and faults, and no real money")
    .option("--port <number>", "0 takes a free one", parsePort, 0)
    .option("--speed <factor>", "how many times faster than life it draws", parseSpeed, 1)
    .action((flags: { port: number; speed: number }) => emulate(context, flags));
}

async function emulate(
  { terminal, isJson }: CommandContext,
  { port, speed }: { port: number; speed: number },
) {
  const server = await startEmulator({ port, speed }).catch((error: unknown) => {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const message = `The port ${port} is taken: choose another with --port, or 0 for a free one.`;
    throw isTaken ? new CliError("port_taken", message, EXIT_CODES.failed) : error;
  });
  terminal.out(isJson ? JSON.stringify(server.urls) : describe(server));
  await new Promise<void>((resolve) => {
    const stopListening = terminal.onInterrupt(() => {
      stopListening();
      resolve();
    });
  });
  await server.close();
}

function describe({ urls }: EmulatorServer): string {
  return `${pc.bold("An emulator of Krea, Cloudflare and Runware for Krea 2. Nothing here is real, and nothing is billed.")}

  Krea        ${urls.krea.baseUrl}
  Cloudflare  ${urls.cloudflare.baseUrl}
  Runware     ${urls.runware.baseUrl}
              ${urls.runware.wsUrl}
  control     ${urls.control}/bill, /requests, /faults, /reset

This library and the unikrea command, in another terminal:

  export KREA_BASE_URL=${urls.krea.baseUrl} KREA_API_TOKEN=emulated
  export CLOUDFLARE_BASE_URL=${urls.cloudflare.baseUrl} CLOUDFLARE_API_TOKEN=emulated
  export CLOUDFLARE_ACCOUNT_ID=00000000000000000000000000000000
  export RUNWARE_BASE_URL=${urls.runware.baseUrl} RUNWARE_API_KEY=emulated

Other clients:

  curl ${urls.krea.baseUrl}/generate/image/krea/krea-2/medium -H "Authorization: Bearer emulated" \\
    -H "Content-Type: application/json" -d '{"prompt":"a lighthouse","aspect_ratio":"16:9","resolution":"1K"}'
  @runware/sdk-js           Runware.initialize({ apiKey: "emulated", url: "${urls.runware.wsUrl}" })
  @runware/ai-sdk-provider  createRunware({ apiKey: "emulated", baseURL: "${urls.runware.baseUrl}" })
  cloudflare (npm)          new Cloudflare({ apiToken: "emulated", baseURL: "${urls.cloudflare.baseUrl}" })

${pc.dim("Ctrl-C ends it.")}`;
}
