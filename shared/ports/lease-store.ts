/** Leases keep two instances from running one job twice. */
export type LeaseStore = {
  /** True when `owner` holds the lease until `until` (also when it held it before); false while somebody else does. */
  acquire(name: string, owner: string, until: string): Promise<boolean>;
  /** Gives it back; nothing happens when `owner` does not hold it. */
  release(name: string, owner: string): Promise<void>;
};
