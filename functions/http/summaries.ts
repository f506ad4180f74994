import { z } from "zod";
import { Summary, SummaryType } from "../../shared/ports/summary-store.ts";
import { searchSummaries } from "../../shared/sessions/search-summaries.ts";
import { summaryStats } from "../../shared/sessions/summary-stats.ts";
import { line, pageOf, pageQuery, When } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Summaries";
const count = z.number().int().min(0);
const Stats = z.object({
  totalSessions: count,
  llmSummaries: count,
  ruleSummaries: count,
  failed: count,
  last24h: count,
  storageBytes: count,
});

route(
  {
    name: "list-summaries",
    method: "GET",
    path: "api/v1/summaries",
    summary: "Summaries of the caller's sessions, searched by words, type and dates",
    tag,
    query: z.strictObject({
      ...pageQuery,
      q: line(200, 1).exactOptional(),
      type: SummaryType.exactOptional(),
      from: When.exactOptional(),
      to: When.exactOptional(),
      sort: z.enum(["relevance", "date"]).exactOptional().describe("Default: relevance with q, date without"),
    }),
    responses: {
      200: {
        description: "One page",
        schema: name("SummaryPage", pageOf(Summary.extend({ score: z.number().optional() }))),
      },
    },
  },
  async ({ app, caller, query }) => json(await searchSummaries(app, caller, query)),
);

route(
  {
    name: "read-summary-stats",
    method: "GET",
    path: "api/v1/summaries/stats",
    summary: "How many sessions and summaries the caller has",
    tag,
    responses: { 200: { description: "The figures", schema: name("SummaryStats", Stats) } },
  },
  async ({ app, caller }) => json(await summaryStats(app, caller)),
);
