/** The last moment of a date (UTC), for ranges that include their end; a time stays as it is. */
export function endOfDay(when: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(when) ? `${when}T23:59:59.999Z` : when;
}
