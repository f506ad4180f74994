import { randomUUID } from "node:crypto";
import { afterAll } from "vitest";
import { qdrantKnowledgeIndex } from "../../shared/adapters/azure/qdrant-knowledge-index.ts";
import type { KnowledgeIndex } from "../../shared/ports/knowledge-index.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";
import { standingClock, type MakeInstances } from "./instances.ts";
import { describeKnowledgeIndex } from "./knowledge-index.ts";

const double = await startQdrantDouble();
afterAll(() => double.stop());

/** Each test has an alias of its own on one server; each instance a client of its own. */
const onQdrant: MakeInstances<KnowledgeIndex> = () => {
  const alias = `test-${randomUUID()}`;
  return {
    ...standingClock(),
    close: () => {},
    open: () => qdrantKnowledgeIndex({ url: double.url, alias, newId: randomUUID }),
  };
};

describeKnowledgeIndex("Qdrant", onQdrant);
