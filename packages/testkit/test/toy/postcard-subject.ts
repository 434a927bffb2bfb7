import {
  type ContractSubject,
  type Exchange,
  imageUrl,
  json,
  type RuleName,
  STRANGE_STATE,
} from "../../src/index.ts";
import { postcard } from "./postcard.ts";

const idOf = ({ request, submissions }: Exchange) =>
  request.operation === "submit" ? `card-${submissions.length}` : (request.url.split("/").at(-1) ?? "");
const card =
  (state: string, more: object = {}) =>
  (exchange: Exchange) =>
    json({ id: idOf(exchange), state, ...more });

export const postcardSubject: ContractSubject<RuleName> = {
  name: "postcard",
  make: ({ fetch }, apiKey) => postcard({ apiKey, fetch }),
  operationOf: ({ method }) => (method === "POST" ? "submit" : method === "DELETE" ? "cancel" : "poll"),
  phrases: {
    accepted: card("waiting"),
    pending: card("drawing"),
    completed: (exchange) => card("sent", { link: imageUrl(idOf(exchange)) })(exchange),
    failed: card("lost", { why: "ink" }),
    moderated: card("lost", { why: "rude" }),
    empty: card("sent"),
    strange: card(STRANGE_STATE),
    canceled: card("stopped"),
    refusal: (status, message) => json({ oops: message }, status),
  },
};
