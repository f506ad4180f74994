/** Remembers the last `size` results by key; the least recently used goes first. */
export function boundedCache<Key, Source, Result>(
  size: number,
  make: (key: Key, source: Source) => Result,
): (key: Key, source: Source) => Result {
  const results = new Map<Key, Result>();
  return (key, source) => {
    const known = results.get(key);
    const result = known === undefined ? make(key, source) : known;
    results.delete(key);
    results.set(key, result);
    if (results.size > size) results.delete(results.keys().next().value as Key);
    return result;
  };
}
