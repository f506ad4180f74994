import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { readQuestions, type Question } from "../../evaluation/question-set.ts";
import { contentTypeOf, documentExtensions } from "../../knowledge/document-format.ts";

export type CorpusFile = { name: string; fileName: string; contentType: string; content: Buffer };

const root = path.join(import.meta.dirname, "../../..");
/** The sample plant's manuals, and more of the same kind that are easily mistaken for them. */
export const ownDocuments = ["sample-plant/manuals", "tests/fixtures/retrieval/documents"].map((folder) =>
  path.join(root, folder),
);
export const ownQuestions = path.join(root, "tests/fixtures/retrieval/questions.jsonl");

/** The documents of these folders, without those in folders below them. Throws AppError `invalid-file`. */
export async function readCorpus(folders: readonly string[]): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new AppError("invalid-file", `There is no folder ${folder} that can be read.`, { cause });
    });
    for (const fileName of names.sort()) {
      const { name, ext } = path.parse(fileName);
      if (!documentExtensions.includes(ext.toLowerCase())) continue;
      const content = await readFile(path.join(folder, fileName));
      files.push({ name, fileName, contentType: contentTypeOf(undefined, fileName), content });
    }
  }
  if (files.length === 0) throw new AppError("invalid-file", `No document stands in ${folders.join(", ")}.`);
  return files;
}

/** Labelled questions of a file; every document that they name must be in the corpus. */
export async function readQuestionFile(file: string, corpus: readonly CorpusFile[]): Promise<Question[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new AppError("invalid-file", `There is no file ${file} that can be read.`, { cause });
  });
  const questions = readQuestions(text, file);
  const known = new Set(corpus.map(({ name }) => name));
  for (const { id, relevant } of questions) {
    const missing = relevant.find(({ document }) => !known.has(document));
    if (missing !== undefined) {
      throw new AppError(
        "invalid-file",
        `${file}: question ${id} names ${missing.document}, which is not among the documents.`,
      );
    }
  }
  if (questions.length === 0) throw new AppError("invalid-file", `${file} holds no question.`);
  return questions;
}
