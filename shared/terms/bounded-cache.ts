/** Remembers the last `size` results by key; the oldest goes first, so that finding one costs a look-up alone. */
export function boundedCache<Key, Source, Result>(
  size: number,
  make: (key: Key, source: Source) => Result,
): (key: Key, source: Source) => Result {
  const results = new Map<Key, Result>();
  return (key, source) => {
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Result;
    const result = make(key, source);
    results.set(key, result);
    if (results.size > size) results.delete(results.keys().next().value as Key);
    return result;
  };
}
