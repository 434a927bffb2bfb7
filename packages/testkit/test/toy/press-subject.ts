import {
  type ContractSubject,
  type Exchange,
  imageUrl,
  json,
  type RuleName,
  type SeenRequest,
} from "../../src/index.ts";
import { press } from "./press.ts";

interface Order {
  readonly order: string;
  readonly n: number;
}

/** What was ordered. The toy's own requests are the only ones that come here. */
const orderOf = ({ body }: SeenRequest) => body as Order;
/** The orders that a request is about. */
const about = ({ request, submissions }: Exchange): Order[] => {
  const { orders } = request.body as { orders?: string[] };
  const all = submissions.map(orderOf);
  return orders ? all.filter(({ order }) => orders.includes(order)) : [orderOf(request)];
};
const printed = ({ order, n }: Order) =>
  Array.from({ length: n }, (_, index) => ({ order, url: imageUrl(`${order}-${index}`), usd: 0.012 }));
const items = (of: (order: Order) => object[]) => (exchange: Exchange) =>
  json({ items: about(exchange).flatMap(of) });
const spoilt = (fault: string) =>
  items(({ order, n }) => Array.from({ length: n }, () => ({ order, fault })));
export const pressSubject: ContractSubject<RuleName> = {
  name: "press",
  make: ({ fetch }, apiKey) => press({ apiKey, fetch }),
  operationOf({ body }) {
    const { orders } = body as { orders?: string[] };
    return orders ? (orders.length > 1 ? "sweep" : "poll") : "submit";
  },
  phrases: {
    accepted: () => json({ items: [] }),
    pending: ({ turn }) => json({ items: [], share: Math.min(turn / 10, 1) }),
    completed: items(printed),
    failed: spoilt("ink"),
    moderated: spoilt("rude"),
    partial: items((order) => [...printed(order).slice(1), { order: order.order, fault: "ink" }]),
    sweep: (exchange, state) => (state === "completed" ? items(printed)(exchange) : json({ items: [] })),
    refusal: (status, message) => json({ fault: message }, status),
  },
};
