import { z } from "zod";
import { answerSearch } from "../../shared/knowledge/answer-search.ts";
import { SearchAnswer } from "../../shared/knowledge/search-answer.ts";
import { endOfDay } from "../../shared/sessions/end-of-day.ts";
import { Id, line, text, When } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const Question = z.strictObject({
  query: text(1000, 1),
  filters: z
    .strictObject({
      documentIds: z.array(Id).min(1).max(100).exactOptional(),
      contentType: line(100, 1).exactOptional(),
      updatedFrom: When.exactOptional(),
      updatedTo: When.exactOptional(),
    })
    .exactOptional(),
  format: z.enum(["documents", "summary", "comparison"]).default("documents"),
  limit: z.number().int().min(1).max(50).default(10),
});

route(
  {
    name: "search",
    method: "POST",
    path: "api/v1/search",
    summary: "Searches the documents that the caller may read; without evidence it says so",
    tag: "Knowledge",
    body: Question,
    responses: { 200: { description: "What was found", schema: name("SearchResult", SearchAnswer) } },
  },
  async ({ app, caller, body }) => {
    const { filters } = body;
    if (filters?.updatedTo !== undefined) filters.updatedTo = endOfDay(filters.updatedTo);
    return json(await answerSearch(app, caller, body));
  },
);
