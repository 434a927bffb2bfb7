import { html, raw } from "hono/html";

/** A piece of the page. Whatever is put into one with the `html` tag is escaped, unless it is such a piece itself. */
export type Html = ReturnType<typeof html>;
export { html, raw };
