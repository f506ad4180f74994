/** A vector of length 1 as signed bytes: value = byte * scale. A vector of zeros stays zeros. */
export function quantise(vector: Float32Array): { scale: number; bytes: Uint8Array } {
  let squares = 0;
  let largest = 0;
  for (const value of vector) {
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  const bytes = new Int8Array(vector.length);
  if (!(squares > 0) || !Number.isFinite(squares)) return { scale: 0, bytes: new Uint8Array(bytes.buffer) };
  for (const [index, value] of vector.entries()) bytes[index] = Math.round((value / largest) * 127);
  return { scale: largest / 127 / Math.sqrt(squares), bytes: new Uint8Array(bytes.buffer) };
}
