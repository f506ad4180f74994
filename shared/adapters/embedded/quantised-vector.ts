/** A vector of length 1 as signed bytes: value = byte * scale. */
export type QuantisedVector = { scale: number; bytes: Int8Array };

/** Loses about 1 % of a cosine. A vector of zeros, or one that holds no number, stays zeros. */
export function quantise(vector: Float32Array): QuantisedVector {
  let squares = 0;
  let largest = 0;
  for (const value of vector) {
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  const bytes = new Int8Array(vector.length);
  if (!(squares > 0) || !Number.isFinite(squares)) return { scale: 0, bytes };
  for (let index = 0; index < vector.length; index++) bytes[index] = Math.round(((vector[index] ?? 0) / largest) * 127);
  return { scale: largest / 127 / Math.sqrt(squares), bytes };
}

/** Of two vectors of one dimension. Rounding to bytes could carry it just past 1: it is cut there. */
export function cosine(one: QuantisedVector, other: QuantisedVector): number {
  const { bytes: a } = one;
  const { bytes: b } = other;
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return Math.max(-1, Math.min(1, sum * one.scale * other.scale));
}
