import { z } from "zod";
import { AppError } from "../errors.ts";
import { plainLines, plainText } from "../sessions/plain-text.ts";

export const TITLE_CHARACTERS = 20;
export const DETAILS_CHARACTERS = 100;
const FIELD_CHARACTERS = 200;

const field = plainText(FIELD_CHARACTERS).optional();

/** What a caller may say about a work order; in a change, absent fields stay as they are. */
export const WorkOrderFields = z.strictObject({
  itemNo: field,
  process: field,
  location: field,
  equipmentType: field,
  statusCode: field,
  priority: field,
  title: plainText(TITLE_CHARACTERS).min(1, "must not be empty").optional(),
  details: plainLines(DETAILS_CHARACTERS).optional(),
});
export type WorkOrderFields = z.infer<typeof WorkOrderFields>;

/** The fields in their stored form, or a `bad-request` that names each faulty one under `path`. */
export function checkedFields(given: WorkOrderFields, path: string): WorkOrderFields {
  const parsed = WorkOrderFields.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    path: `${path}${issue.path.join(".")}`,
    message: issue.message,
  }));
  throw new AppError("bad-request", `The work order is not valid: ${errors[0]!.path} ${errors[0]!.message}.`, {
    errors,
  });
}
