import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { Term, TermCategory, type Term as TermType } from "../../shared/ports/term-store.ts";
import { suggestTerms } from "../../shared/terms/suggest-terms.ts";
import { line, pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Terms";
/** As many as fit above a phone's keyboard. */
const MAX_SUGGESTIONS = 7;

name("Term", Term);

route(
  {
    name: "list-terms",
    method: "GET",
    path: "api/v1/terms",
    summary: "The plant's standard terms",
    tag,
    query: z.strictObject({ ...pageQuery, category: TermCategory.exactOptional() }),
    responses: { 200: { description: "One page", schema: name("TermPage", pageOf(Term)) } },
  },
  async ({ app, query }) => {
    const { terms } = await app.vocabulary();
    const chosen = terms.filter(({ category }) => query.category === undefined || category === query.category);
    return json(pageAfter(chosen, query));
  },
);

route(
  {
    name: "suggest-terms",
    method: "GET",
    path: "api/v1/terms/suggestions",
    summary: "Terms that what is being typed may mean, the likeliest first, at most 7",
    tag,
    query: z.strictObject({ q: line(100, 1), category: TermCategory.exactOptional() }),
    responses: { 200: { description: "The suggestions", schema: z.object({ items: z.array(Term) }) } },
  },
  async ({ app, query: { q, ...rest } }) =>
    json({ items: suggestTerms(await app.vocabulary(), { query: q, ...rest, limit: MAX_SUGGESTIONS }) }),
);

/** Pages by position: the key of the last term leads to the next page. */
function pageAfter(terms: readonly TermType[], { limit, continuation }: { limit: number; continuation?: string }) {
  const start = continuation === undefined ? 0 : terms.findIndex((term) => keyOf(term) === continuation) + 1;
  if (start === 0 && continuation !== undefined) {
    throw new AppError("bad-request", "The continuation is not one of this list. Use the value of the page before.");
  }
  const items = terms.slice(start, start + limit);
  const last = items.at(-1);
  return start + limit < terms.length && last ? { items, continuation: keyOf(last) } : { items };
}

function keyOf({ category, code }: TermType): string {
  return Buffer.from(JSON.stringify([category, code])).toString("base64url");
}
