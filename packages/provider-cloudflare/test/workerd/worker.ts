/** The Worker that the tests run inside. It only has to have the binding. */
export default { fetch: () => new Response("a Worker with an AI binding") };
