/**
 * The etag of a record is `number.etag of the document`: a number that must grow with every change comes with the read,
 * and the match on the etag proves it.
 */
export function toEtag(number: number, documentEtag: string): string {
  return `${number}.${documentEtag.replaceAll('"', "")}`;
}

/** Of a text that is no such etag: number 0, and an etag that nothing has. */
export function parseEtag(text: string): { number: number; etag: string } {
  const [, number = "0", etag = "none"] = /^(\d{1,15})\.(.+)$/.exec(text) ?? [];
  return { number: Number(number), etag: `"${etag}"` };
}
