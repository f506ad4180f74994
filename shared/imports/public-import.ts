import type { Run } from "../ports/run-store.ts";
import type { ImportReport } from "./import-report.ts";

/** A run of an import as its caller sees it; undefined for a run of another kind. */
export function publicImport(run: Run) {
  if (run.kind !== "import-terms" && run.kind !== "import-work-orders") return undefined;
  const { id, kind, status, reason, createdAt, updatedAt } = run;
  const report = run.report as ImportReport & { fileName: string; totalRows: number };
  return { id, kind, status, ...(reason === undefined ? {} : { reason }), ...report, createdAt, updatedAt };
}
