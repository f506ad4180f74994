import type { Statement } from "./sql.ts";

/** How the client must run a query over several partitions and merge their answers. */
export function queryPlan(text: string, { select, orderBy }: Statement) {
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: "None",
      top: null,
      offset: null,
      limit: null,
      orderBy: orderBy === undefined ? [] : [orderBy.order === "ASC" ? "Ascending" : "Descending"],
      orderByExpressions: orderBy === undefined ? [] : [`c${orderBy.path.replaceAll("/", ".")}`],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: select === "count" ? ["Count"] : [],
      groupByAliasToAggregateType: {},
      rewrittenQuery:
        select === "count"
          ? text.replace("COUNT(1)", '[{"item": COUNT(1)}]')
          : orderBy === undefined
            ? ""
            : rewritten(text, orderBy.path),
      hasSelectValue: text.startsWith("SELECT VALUE"),
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: "", max: "FF", isMinInclusive: true, isMaxInclusive: false }],
  };
}

function rewritten(text: string, path: string): string {
  const key = `c${path.replaceAll("/", ".")}`;
  const [head = "", order = ""] = text.split(/ (?=ORDER BY )/);
  const condition = head.includes(" WHERE ") ? `(${head.slice(head.indexOf(" WHERE ") + 7)}) AND ` : "";
  return (
    `SELECT c._rid, [{"item": ${key}}] AS orderByItems, c AS payload FROM c ` +
    `WHERE ${condition}({documentdb-formattableorderbyquery-filter}) ${order}`
  );
}
