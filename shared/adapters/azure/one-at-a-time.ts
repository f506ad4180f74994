/** Runs the work of each key in the order of the calls, never two at once; a failure does not hold up the next. */
export function oneAtATime(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work);
    tails.set(
      key,
      result.catch(() => {}),
    );
    return result;
  };
}
