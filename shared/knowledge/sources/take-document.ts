import { AppError } from "../../errors.ts";
import { type NewDocument, registerDocument } from "../register-document.ts";
import type { Pass } from "./read-sources.ts";

/** Registers it; one that is unreadable is counted and stays as it was before. Throws only where our own stores fail. */
export async function takeDocument(
  pass: Pass,
  source: string,
  document: NewDocument & { id: string },
): Promise<boolean> {
  const { ports, caller, report } = pass;
  try {
    const { status } = await registerDocument(ports, caller, { ...document, isRecurring: true });
    report.taken += 1;
    if (status === "queued") report.changed += 1;
    return true;
  } catch (error) {
    const isUnreadable = (error as NodeJS.ErrnoException).syscall !== undefined;
    if (!isUnreadable && !(error instanceof AppError && error.isCallersFault)) throw error;
    const reason =
      error instanceof AppError ? error.detail : `It can't be read (${(error as NodeJS.ErrnoException).code}).`;
    await pass.failed(source, reason, document.id);
    return false;
  } finally {
    pass.onProgress(report);
  }
}
