import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** What a behaviour suite needs of an adapter: any number of instances over the same data, and a clock to move. */
export type Instances<Port> = {
  /** One more instance over the same data, as another process would have it. */
  open(): Port;
  /** Ends all instances; the data stays. */
  close(): void;
  now(): Date;
  /** Makes time pass for every instance. */
  advance(ms: number): void;
};

/** Called at the beginning of each test; what it makes is removed when the test is over. */
export type MakeInstances<Port> = () => Instances<Port>;

/** A new folder, removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-contract-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that stands still until it is moved. */
export function standingClock(start = "2030-01-01T00:00:00.000Z") {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (ms: number) => {
      time += ms;
    },
  };
}
