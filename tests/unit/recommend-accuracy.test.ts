import { describe, expect, it } from "vitest";
import { embeddedPorts } from "../harness/embedded-ports.ts";
import { loadSampleHistory, ownUtterances } from "../../shared/cli/evaluate/sample-plant-data.ts";
import { isRight, recommendationsFor } from "../../shared/cli/evaluate/recommended-work.ts";

/** The share of messages with the right past work among the first five. */
const GOAL = 0.8;

describe.each(["tune", "check"] as const)("recommendations for the labelled messages, half %s", (half) => {
  it(`hold the right past work for at least ${GOAL * 100} % of them`, async () => {
    const ports = embeddedPorts();
    await loadSampleHistory(ports);
    const labelled = (await ownUtterances(half)).filter(({ relevant }) => relevant !== undefined);
    const wrong: string[] = [];
    for (const utterance of labelled) {
      const recommendations = await recommendationsFor(ports, utterance);
      if (!isRight(recommendations, utterance)) wrong.push(`${utterance.id}: ${utterance.message}`);
    }
    const share = 1 - wrong.length / labelled.length;
    process.stdout.write(
      `${half}\ttop 5\t${labelled.length}\t${labelled.length - wrong.length}\t${(share * 100).toFixed(1)}\n`,
    );
    expect(labelled.length).toBeGreaterThan(100);
    expect(share, wrong.join("\n")).toBeGreaterThanOrEqual(GOAL);
  });
});
