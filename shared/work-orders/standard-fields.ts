import { AppError, type Fault } from "../errors.ts";
import { termCategories, type TermCategory } from "../ports/term-store.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";
import { resolveTerm } from "../terms/resolve-term.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import type { WorkOrderFields } from "./work-order-fields.ts";

export type VocabularyPorts = { vocabulary: () => Promise<Vocabulary>; workOrders: WorkOrderStore };

/**
 * The fields with standard names for what the caller wrote. A name that neither the terms nor the history know is refused,
 * unless there are no terms of its category at all; an empty one clears the field.
 */
export async function standardFields(
  ports: VocabularyPorts,
  fields: WorkOrderFields,
  path: string,
): Promise<WorkOrderFields> {
  const vocabulary = await ports.vocabulary();
  const standard: WorkOrderFields = { ...fields };
  const errors: Fault[] = [];
  for (const category of termCategories) {
    const words = fields[category];
    if (words === undefined || words === "") continue;
    const name = await standardName(ports, vocabulary, category, words);
    if (name === undefined) errors.push({ path: `${path}${category}`, message: "is not one of the plant's terms" });
    else standard[category] = name;
  }
  if (errors.length > 0) {
    const detail = `The plant's terms have no such ${errors[0]!.path}. GET /api/v1/terms lists them.`;
    throw new AppError("bad-request", detail, { errors });
  }
  return standard;
}

async function standardName(
  { workOrders }: VocabularyPorts,
  vocabulary: Vocabulary,
  category: TermCategory,
  words: string,
): Promise<string | undefined> {
  if (!vocabulary.terms.some((term) => term.category === category)) return words;
  const exact = vocabulary.named(category, words);
  if (exact !== undefined) return exact.name;
  const isInHistory =
    category !== "priority" && (await workOrders.candidates({ [category]: words, limit: 1 })).length > 0;
  return isInHistory ? words : termNamed(vocabulary, category, words);
}

/** The standard name of what all of the words stand for: a name, a code, an alias or a typo of one. */
export function termNamed(vocabulary: Vocabulary, category: TermCategory, words: string): string | undefined {
  const resolved = resolveTerm(vocabulary, category, words);
  return resolved === undefined || resolved.how === "part" ? undefined : resolved.term.name;
}
