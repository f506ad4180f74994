import { setTimeout as pause } from "node:timers/promises";
import type { AzureProxies, Dependency } from "../harness/azure-proxies.ts";

/** What was done to one dependency; `connections`: how many open ones broke. */
type Cuts = { resets: number; ends: number; outages: number; connections: number };

/** Breaks, at random moments, the connections of one dependency after the other, until it is stopped; then all is well again. */
export function cutAtRandom({ each }: Pick<AzureProxies, "each">, seed: number) {
  let state = seed;
  const roll = (from: number, to: number) => from + ((state = (state * 48_271) % 2_147_483_647) % (to - from));
  const none = (): Cuts => ({ resets: 0, ends: 0, outages: 0, connections: 0 });
  const cuts = Object.fromEntries(each.map(({ dependency }) => [dependency, none()])) as Record<Dependency, Cuts>;
  const outages = new Set<Promise<void>>();
  const stopped = new AbortController();

  async function outage(proxy: (typeof each)[number]["proxy"], ms: number): Promise<void> {
    proxy.takeDown();
    await pause(ms);
    proxy.restore();
  }

  function cutOne({ dependency, proxy }: (typeof each)[number]): void {
    const done = cuts[dependency];
    const open = proxy.open();
    const how = open === 0 ? 9 : roll(0, 10);
    done.connections += open;
    if (how >= 7) {
      done.outages += 1;
      const back = outage(proxy, roll(100, 500)).finally(() => outages.delete(back));
      outages.add(back);
    } else if (how >= 5) {
      done.ends += 1;
      proxy.cut("end");
    } else {
      done.resets += 1;
      proxy.cut();
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      for (const one of shuffled(each, roll)) {
        await pause(roll(60, 240));
        if (stopped.signal.aborted) break;
        cutOne(one);
      }
    }
    await Promise.all(outages);
  }

  const count = () =>
    Object.values(cuts).reduce((sum, { resets, ends, outages: downs }) => sum + resets + ends + downs, 0);
  const running = run();
  return {
    cuts,
    count,
    /** Resolves once so many cuts were made, or no more will be. */
    async reached(wanted: number): Promise<void> {
      while (count() < wanted && !stopped.signal.aborted) await pause(10);
    },
    async stop(): Promise<void> {
      stopped.abort();
      await running;
    },
  };
}

function shuffled<One>(all: One[], roll: (from: number, to: number) => number): One[] {
  const left = [...all];
  return all.map(() => left.splice(roll(0, left.length), 1)[0]!);
}
