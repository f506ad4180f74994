/**
 * A light stem, so that leak, leaks, leaked and leaking meet, and vibrate and vibration: plural, verb endings and -ion go,
 * with a doubled consonant or a silent e behind them. Words under four letters stay.
 */
export function englishStem(word: string): string {
  if (word.length < 4) return word;
  let stem = word;
  if (stem.endsWith("ies") && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:ss|sh|ch|x|z)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (stem.endsWith("s") && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
  const bare = withoutVerbEnding(stem);
  if (bare !== stem) stem = /([bdfgmnprt])\1$/.test(bare) ? bare.slice(0, -1) : bare;
  return stem.length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
}

function withoutVerbEnding(word: string): string {
  for (const [ending, least] of verbEndings) {
    const bare = word.slice(0, -ending.length);
    if (word.endsWith(ending) && bare.length >= least && /[aeiouy]/.test(bare)) return bare;
  }
  return word;
}

const verbEndings = [
  ["ing", 3],
  ["ed", 3],
  ["ion", 6],
] as const;
