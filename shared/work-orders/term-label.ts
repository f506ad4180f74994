import type { TermCategory } from "../ports/term-store.ts";
import type { Language } from "../sessions/field-labels.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";

const hangul = /[가-힣]/;
const general = new Set(["general", "others", "other", "etc", "일반", "기타"]);

/** A standard name as people say it: "[CODE] Class/ Subtype" -> "Subtype"; in Korean by the term's first Korean alias. */
export function termLabel(vocabulary: Vocabulary, category: TermCategory, name: string, language: Language): string {
  const aliases = vocabulary.named(category, name)?.aliases ?? [];
  const korean = hangul.test(name) ? undefined : aliases.find((alias) => hangul.test(alias));
  if (language === "ko" && korean !== undefined) return korean;
  const parts = name
    .replace(/^\[[^\]]*\]\s*/, "")
    .split("/")
    .map((part) => part.trim());
  const last = parts.at(-1) ?? "";
  const isClassed = name.startsWith("[");
  if (!isClassed) return name;
  return (general.has(normaliseText(last)) || last === "" ? parts[0] : last) ?? name;
}
