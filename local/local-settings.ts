import { readFileSync } from "node:fs";
import { AppError } from "../shared/errors.ts";

/** The `Values` of local.settings.json, as Core Tools reads them; empty when there is no such file. */
export function readLocalSettings(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new AppError("bad-request", `${file} can't be read: ${String(error)}`, { cause: error });
  }
  const values = (parse(file, text) as { Values?: unknown } | null)?.Values ?? {};
  if (typeof values !== "object" || Object.values(values).some((value) => typeof value !== "string")) {
    throw new AppError("bad-request", `${file} must have an object "Values" that holds texts.`);
  }
  return values as Record<string, string>;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new AppError("bad-request", `${file} is not valid JSON.`, { cause: error });
  }
}
