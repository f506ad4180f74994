/** Of the twin of an item: P-101B beside P-101A. */
const TWIN = 0.6;

/** How alike two item numbers are: 1 without regard to case and separators, a part for twins, else 0: neighbours are strangers. */
export function itemSimilarity(left: string, right: string): number {
  const a = bare(left);
  const b = bare(right);
  if (a === "" || b === "") return 0;
  if (a === b) return 1;
  return withoutLetter(a) === withoutLetter(b) ? TWIN : 0;
}

function bare(itemNo: string): string {
  return itemNo
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function withoutLetter(itemNo: string): string {
  return itemNo.replace(/(?<=\d)[a-z]$/, "");
}
