/** A time as RFC 3339 UTC with milliseconds, so that texts sort as times do. What is no time stays as it is. */
export function sortableTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
