export type RejectedRow = { row: number; reason: string };

/** `accepted` rows are in the store now; `added` of them changed it. `rejected` names the first 1,000 of `rejectedCount`. */
export type ImportReport = {
  rows: number;
  accepted: number;
  added: number;
  rejected: RejectedRow[];
  rejectedCount: number;
};

export type OnProgress = (report: ImportReport) => void | Promise<void>;

const REJECTED_LIMIT = 1_000;

export function emptyReport(): ImportReport {
  return { rows: 0, accepted: 0, added: 0, rejected: [], rejectedCount: 0 };
}

export function reject(report: ImportReport, row: number, reason: string): void {
  report.rejectedCount += 1;
  if (report.rejected.length < REJECTED_LIMIT) report.rejected.push({ row, reason });
}
