import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compose } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import { drainIngestion } from "../shared/knowledge/drain-ingestion.ts";
import { registerDocument } from "../shared/knowledge/register-document.ts";
import { tokenise } from "../shared/terms/tokenise.ts";
import type { Benchmark } from "./benchmark.ts";

const DOCUMENTS = 60;
const SECTIONS = 40;
const GOAL_PER_SECOND = 500;
const operator = { userId: "bench", roles: ["operator" as const], groups: [] };

export const ingestion: Benchmark = {
  name: "ingestion",
  about: `${DOCUMENTS} Markdown documents of ${SECTIONS} sections through the queue into the index; memory of twice as much`,
  async run() {
    const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
    const app = await compose(readConfig({ DATA_DIRECTORY: data, SAMPLE_PLANT: "off", LOG_LEVEL: "error" }));
    const ingest = async (from: number) => {
      for (let index = from; index < from + DOCUMENTS; index += 1) {
        const content = Buffer.from(manual(index));
        const file = { title: `지침 ${index}`, fileName: `manual-${index}.md`, contentType: "text/markdown", content };
        await registerDocument(app, operator, file);
      }
      const start = performance.now();
      const { chunks } = await drainIngestion(app, { deadline: new Date(Date.now() + 120_000) });
      return { chunks, perSecond: (chunks * 1000) / (performance.now() - start), memory: process.memoryUsage().rss };
    };
    try {
      const first = await ingest(0);
      const second = await ingest(DOCUMENTS);
      const start = performance.now();
      let words = 0;
      for (let index = 0; index < DOCUMENTS; index += 1) words += tokenise(manual(index)).length;
      const tokeniserPerSecond = (first.chunks * 1000) / (performance.now() - start);
      return [
        {
          name: "ingestion",
          value: Math.min(first.perSecond, second.perSecond),
          unit: "chunks/s",
          baseline: { name: `tokenising the same text, ${words} tokens`, value: tokeniserPerSecond },
          goal: `>= ${GOAL_PER_SECOND} chunks/s`,
          ok: Math.min(first.perSecond, second.perSecond) >= GOAL_PER_SECOND,
        },
        {
          name: "resident memory after twice the documents",
          value: second.memory / 1_048_576,
          unit: "MB",
          baseline: { name: "after the first half", value: first.memory / 1_048_576 },
          goal: "<= 1.3 x",
          ok: second.memory <= first.memory * 1.3,
        },
      ];
    } finally {
      await app.close();
      rmSync(data, { recursive: true, force: true });
    }
  },
};

/** A manual whose sections differ from each other and from those of other manuals. */
function manual(document: number): string {
  const section = (index: number) =>
    `## ${index}. 점검 항목 ${document}-${index}\n\n설비 ${document}의 베어링 온도는 ${60 + (index % 20)} ℃ 이하로 유지한다. ` +
    `진동이 ${(index % 7) + 1}.${document % 10} mm/s를 넘으면 운전을 멈추고 축정렬을 확인한다.\n\n` +
    `1. 전원을 차단하고 잠금장치를 건다.\n2. 커플링 ${index}의 볼트를 ${30 + index} N·m로 조인다.\n` +
    `3. Check the seal for leaks and record the result in form ${document}-${index}.\n`;
  return `# 설비 지침 ${document}\n\n${Array.from({ length: SECTIONS }, (_, index) => section(index + 1)).join("\n")}`;
}
