import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const Script = z.strictObject({
  turns: z.array(z.string()).min(1),
  /** What the work order should say besides. */
  workOrderMessage: z.string(),
  document: z.strictObject({ title: z.string(), content: z.string() }),
  /** Answered by the document alone. */
  question: z.string(),
});
export type DemoScript = z.infer<typeof Script>;

/** What is said lies beside the sample plant, since it speaks of that plant. */
export function readDemoScript(language: "ko" | "en"): DemoScript {
  const file = path.join(import.meta.dirname, "../../../sample-plant/demo.json");
  return z.strictObject({ ko: Script, en: Script }).parse(JSON.parse(readFileSync(file, "utf8")))[language];
}
