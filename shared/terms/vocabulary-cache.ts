import type { TermStore } from "../ports/term-store.ts";
import { compileVocabulary, type Vocabulary } from "./vocabulary.ts";

/** The compiled vocabulary, compiled again only when the store's version has changed; one compilation at a time. */
export function vocabularyCache(terms: Pick<TermStore, "all" | "version">): () => Promise<Vocabulary> {
  let current: Vocabulary | undefined;
  let compiling: Promise<Vocabulary> | undefined;

  const compile = async () => {
    const { terms: all, version } = await terms.all();
    current = compileVocabulary(all, version);
    return current;
  };

  return async () => {
    if (current !== undefined && current.version === (await terms.version())) return current;
    compiling ??= compile().finally(() => {
      compiling = undefined;
    });
    return await compiling;
  };
}
