/** A piece of a document, small enough to cite. `line` counts from 1 in the extracted text. */
export type Chunk = {
  /** `documentId#ordinal` */
  id: string;
  documentId: string;
  ordinal: number;
  title: string;
  /** The headings above it, outermost first. */
  headings: string[];
  text: string;
  page?: number | undefined;
  line?: number | undefined;
  url?: string | undefined;
  contentType: string;
  language: "ko" | "en" | "mixed";
  allowedGroups: string[];
  updatedAt: string;
};

/** A chunk with what the index searches by: our own tokens, and a dense vector when an embedder is configured. */
export type IndexedChunk = { chunk: Chunk; tokens: string[]; vector?: Float32Array };

export type SearchFilter = {
  /** The caller's groups: only chunks without groups, or with one of these, are found. `undefined`: every chunk (operators). */
  groups: string[] | undefined;
  documentIds?: string[] | undefined;
  contentType?: string | undefined;
  updatedFrom?: string | undefined;
  updatedTo?: string | undefined;
};

export type KnowledgeHit = { chunk: Chunk; score: number };

/** A document's chunks: all of them, or in parts as they are read. */
export type ChunkParts = IndexedChunk[] | AsyncIterable<IndexedChunk[]>;

export type LexicalQuery = {
  tokens: string[];
  /** Tokens that may have been meant instead: each counts GUESS_WEIGHT of one that was said. */
  guesses?: string[] | undefined;
  filter: SearchFilter;
  limit: number;
};

/** What a guessed token counts beside one that was said. */
export const GUESS_WEIGHT = 0.5;

export type KnowledgeIndex = {
  /**
   * Replaces all chunks of one document in one step, once the last part is there: until then searches find the old ones, and
   * never some of each. When the parts end in an error, it is thrown and nothing has changed; what this or a killed process
   * leaves behind is never found and goes with the next replacement. No chunk at all removes the document.
   */
  replaceDocument(documentId: string, parts: ChunkParts): Promise<void>;
  removeDocument(documentId: string): Promise<void>;
  /**
   * BM25 (k1 1.2, b 0.75) over tokens, best first; the filter is part of the query.
   */
  searchLexical(query: LexicalQuery): Promise<KnowledgeHit[]>;
  /** Cosine similarity, best first. Empty when no chunk has a vector. */
  searchDense(query: { vector: Float32Array; filter: SearchFilter; limit: number }): Promise<KnowledgeHit[]>;
  count(): Promise<number>;
  /** One that a killed process has left open ends with the next. */
  beginReindex(): Promise<Reindex>;
};

/** A new index beside the present one, filled while searches still find the old. Nobody may replace documents in the old one meanwhile. */
export type Reindex = {
  index: Pick<KnowledgeIndex, "replaceDocument">;
  /** From now on searches find exactly what was filled in, at once for everyone. */
  switch(): Promise<void>;
  /** Forgets the new one instead. */
  abandon(): Promise<void>;
};
