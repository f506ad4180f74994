import { z } from "zod";
import { AppError } from "../errors.ts";
import { normaliseText } from "../terms/normalise-text.ts";

export type TableKind = "terms" | "work-orders";
/** Our field -> the file's column. */
export type ColumnMapping = Record<string, string>;

const fields: Record<TableKind, Record<string, string[]>> = {
  terms: {
    category: ["분류", "구분", "범주"],
    code: ["코드"],
    name: ["명칭", "이름", "용어", "표준용어"],
    aliases: ["alias", "별칭", "동의어", "유의어"],
  },
  "work-orders": {
    itemNo: ["작업대상", "item number", "tag no", "태그번호"],
    process: ["Plant", "공정"],
    location: ["위치", "장소"],
    equipmentType: ["설비유형", "equipment"],
    statusCode: ["현상코드", "status"],
    title: ["작업명", "제목"],
    details: ["작업상세", "상세내용", "작업내용", "description"],
    priority: ["우선 순위"],
    createdAt: ["작성일", "작성일자", "등록일", "작업일", "일자", "date", "created"],
  },
};
/** Of each group at least one column must be there. */
const required: Record<TableKind, string[][]> = {
  terms: [["category"], ["code"], ["name"]],
  "work-orders": [["title", "details"]],
};

/** A mapping from its JSON text, or from what was parsed of it. Throws `bad-request` naming what to change. */
export function readMapping(kind: TableKind, given: unknown): ColumnMapping {
  const parsed = z.record(z.string(), z.string().min(1)).safeParse(typeof given === "string" ? fromJson(given) : given);
  if (!parsed.success) {
    throw new AppError("bad-request", 'The mapping must be a JSON object of text, such as {"title": "Your column"}.');
  }
  const known = Object.keys(fields[kind]);
  const errors = Object.entries(parsed.data)
    .filter(([field]) => !known.includes(field))
    .map(([field, column]) => ({
      path: `mapping.${field}`,
      message: `"${field}" (for the column "${column}") is no field of ${kind}; the fields are ${known.join(", ")}`,
    }));
  if (errors.length > 0) throw new AppError("bad-request", errors.map(({ message }) => message).join("; "), { errors });
  return parsed.data;
}

/**
 * Which column of the file holds each field: the mapping's first, else the one that is named like the field, in English or
 * Korean, whatever its case and spaces. Throws `bad-request` for a mapped column that is not there, `invalid-file` when a
 * required one is missing.
 */
export function resolveColumns(kind: TableKind, header: string[], mapping: ColumnMapping = {}): ColumnMapping {
  const byName = new Map(header.map((column) => [comparable(column), column]));
  const columns: ColumnMapping = {};
  for (const [field, synonyms] of Object.entries(fields[kind])) {
    const wanted = mapping[field];
    const found = (wanted === undefined ? [field, ...synonyms] : [wanted])
      .map((name) => byName.get(comparable(name)))
      .find((column) => column !== undefined);
    if (found !== undefined) columns[field] = found;
    else if (wanted !== undefined) {
      const message = `"${field}" is mapped to the column "${wanted}", which the file does not have; it has ${listed(header)}`;
      throw new AppError("bad-request", message, { errors: [{ path: `mapping.${field}`, message }] });
    }
  }
  for (const group of required[kind]) {
    if (group.some((field) => columns[field] !== undefined)) continue;
    throw new AppError(
      "invalid-file",
      `The file has no column for ${group.join(" or ")}; it has ${listed(header)}. Name it so, or send a mapping.`,
    );
  }
  return columns;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad-request", "The mapping is not valid JSON.", { cause });
  }
}

function comparable(name: string): string {
  return normaliseText(name).replaceAll(/[\s_.-]+/g, "");
}

function listed(header: string[]): string {
  const shown = header.slice(0, 30).map((column) => `"${column.slice(0, 60)}"`);
  return shown.join(", ") + (header.length > 30 ? `, and ${header.length - 30} more` : "");
}
