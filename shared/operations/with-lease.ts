import type { LeaseStore } from "../ports/lease-store.ts";

/**
 * Does the work unless another instance is doing it. The lease is held for `ms` at most: the work is given the time at
 * which it must have stopped. A killed instance blocks the next run no longer than that.
 */
export async function withLease<T>(
  { leases, now, newId }: { leases: LeaseStore; now: () => Date; newId: () => string },
  name: string,
  ms: number,
  work: (deadline: Date) => Promise<T>,
): Promise<{ ran: true; value: T } | { ran: false }> {
  const owner = newId();
  const deadline = new Date(now().getTime() + ms);
  if (!(await leases.acquire(name, owner, deadline.toISOString()))) return { ran: false };
  try {
    return { ran: true, value: await work(deadline) };
  } finally {
    await leases.release(name, owner);
  }
}
