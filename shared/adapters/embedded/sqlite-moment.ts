let moment = 0;
let hasEnd = false;

/**
 * A number for now: another one after each write of this process and in each turn of the event loop. What another process
 * wrote before a request came in is read for it, and of the requests that come in together one read serves all.
 */
export function currentMoment(): number {
  if (!hasEnd) {
    hasEnd = true;
    setImmediate(() => {
      hasEnd = false;
      moment += 1;
    });
  }
  return moment;
}

export function endMoment(): void {
  moment += 1;
}
