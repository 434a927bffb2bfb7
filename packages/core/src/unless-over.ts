/** The result of `running`, unless `over` fires first: then its reason is thrown. */
export async function unlessOver<Result>(running: Promise<Result>, over: AbortSignal): Promise<Result> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(over.reason);
    if (over.aborted) stop();
    over.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([running, stopped]);
  } finally {
    over.removeEventListener("abort", stop);
  }
}
