/** Records by their sequence, read once and frozen; the oldest of more than `limit` are forgotten. A sequence never means two records. */
export function recordCache<Value extends object>(
  limit: number,
  read: (sequence: number) => Value | undefined,
): (sequence: number) => Value | undefined {
  const kept = new Map<number, Value>();

  return (sequence) => {
    const known = kept.get(sequence);
    if (known !== undefined) return known;
    const value = read(sequence);
    if (value === undefined) return undefined;
    for (const part of Object.values(value)) Object.freeze(part);
    kept.set(sequence, Object.freeze(value));
    if (kept.size > limit) kept.delete(kept.keys().next().value ?? sequence);
    return value;
  };
}
