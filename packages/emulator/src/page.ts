const what =
  "An emulator of the three services that run the Krea 2 image model. Nothing here is real: images are drawn locally and the bill is play money.";

/** Says what this is: a short page for people, JSON for programs. */
export function answerPage(request: Pick<Request, "url" | "headers">): Response {
  const { origin } = new URL(request.url);
  const urls = {
    krea: `${origin}/krea`,
    cloudflare: `${origin}/cloudflare/client/v4`,
    runware: `${origin}/runware/v1`,
    runwareSocket: `${origin.replace(/^http/, "ws")}/runware/v1`,
    bill: `${origin}/_emulator/bill`,
    requests: `${origin}/_emulator/requests`,
    faults: `${origin}/_emulator/faults`,
  };
  if (!(request.headers.get("accept") ?? "").includes("text/html")) {
    return Response.json({ emulator: true, what, urls });
  }
  const rows = Object.entries(urls)
    .map(([name, url]) => `<tr><th>${name}</th><td><code>${url}</code></td></tr>`)
    .join("");
  const style =
    "body{font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem}th{text-align:left;padding-right:1.5rem}";
  const html = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>unikrea emulator</title><style>${style}</style><h1>unikrea emulator</h1><p>${what}</p><table>${rows}</table></html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
