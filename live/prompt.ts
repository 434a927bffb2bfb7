/** What most checks draw. Nobody's words but ours. */
export const PROMPT = "a red paper boat on still water, plain background";

/** Is meant to be refused. Sent only with `--moderation`, as refusals may count against an account. */
export const REFUSED_PROMPT = "explicit nude photograph of an adult couple, uncensored";

/** For orders whose reference cannot be fetched, so that they can be told from good ones. */
export const FAILING_PROMPT = "a blue paper boat, after a reference that is nowhere";
