import { z } from "zod";
import { AppError } from "../errors.ts";
import { seedOf } from "./seeded-random.ts";

/** A question with the sections that answer it; without any, the documents hold no answer. */
export const Question = z.strictObject({
  id: z.string().min(1),
  language: z.enum(["ko", "en"]),
  question: z.string().min(1).max(1_000),
  relevant: z.array(
    z.strictObject({
      /** The document's file name without its ending. */
      document: z.string().min(1),
      /** A heading above the chunk, so that labels outlive another chunking; without it, any part of the document. */
      heading: z.string().min(1).optional(),
    }),
  ),
});
export type Question = z.infer<typeof Question>;

/** `tune` is for making rules and thresholds; `check` only for reporting how good they are. */
export type Half = "tune" | "check";

/** Which half a question is in, by a hash of its id: adding questions moves none. */
export function halfOf({ id }: Pick<Question, "id">): Half {
  return (seedOf(id) >>> 8) % 2 === 0 ? "tune" : "check";
}

/** Questions as lines of JSON. Throws AppError `invalid-file`, which names the line. */
export function readQuestions(text: string, name: string): Question[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const read = Question.safeParse(parsed(line));
    if (read.success) return [read.data];
    throw new AppError("invalid-file", `${name}, line ${index + 1}: ${z.prettifyError(read.error)}`);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
