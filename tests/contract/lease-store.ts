import { describe, expect, it } from "vitest";
import type { LeaseStore } from "../../shared/ports/lease-store.ts";
import type { Instances, MakeInstances } from "./instances.ts";

/** What every lease store promises. */
export function describeLeaseStore(name: string, make: MakeInstances<LeaseStore>) {
  describe(`the lease store (${name})`, () => {
    const until = (instances: Instances<LeaseStore>, ms: number) =>
      new Date(instances.now().getTime() + ms).toISOString();

    it("gives a lease to one of many instances that ask at once", async () => {
      const instances = make();
      const end = until(instances, 1_000);
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, n) => instances.open().acquire("job", `owner ${n}`, end)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await instances.open().acquire("another job", "owner 9", end)).toBe(true);
    });

    it("lets its owner extend it, and others have it once it is over or given back", async () => {
      const instances = make();
      const leases = instances.open();
      expect(await leases.acquire("job", "a", until(instances, 1_000))).toBe(true);
      instances.advance(900);
      expect(await leases.acquire("job", "a", until(instances, 1_000))).toBe(true);
      instances.advance(999);
      expect(await leases.acquire("job", "b", until(instances, 1_000))).toBe(false);
      instances.advance(1);
      expect(await leases.acquire("job", "b", until(instances, 1_000))).toBe(true);
      await leases.release("job", "a");
      expect(await leases.acquire("job", "a", until(instances, 1_000))).toBe(false);
      await leases.release("job", "b");
      expect(await leases.acquire("job", "a", until(instances, 1_000))).toBe(true);
    });

    it("is still held after its instance was closed", async () => {
      const instances = make();
      await instances.open().acquire("job", "a", until(instances, 1_000));
      instances.close();
      expect(await instances.open().acquire("job", "b", until(instances, 1_000))).toBe(false);
    });
  });
}
