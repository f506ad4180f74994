import { setImmediate } from "node:timers/promises";
import { unzip, type Unzipped, type UnzipFileInfo } from "fflate";
import { AppError } from "../errors.ts";

/** About 300,000 rows. The reader keeps a sheet whole, at some eight times its size; a CSV may be of any size. */
const INFLATED_LIMIT_BYTES = 64 * 1024 * 1024;
const ENTRY_LIMIT = 10_000;
/** Sheets of repeated rows shrink about 1:100; small entries may shrink more and do no harm. */
const RATIO_LIMIT = 250;
const RATIO_FREE_BYTES = 10 * 1024 * 1024;
/** The reader fills what lies between the first and the last cell. */
const COLUMN_LIMIT = 1_000;
const CELL_LIMIT = 20_000_000;
/** Other work has its turn in between. */
const PLACES_IN_ONE_GO = 20_000;

/**
 * Refuses a workbook that would need far more memory than its size says. First by the sizes that its directory declares: one
 * that lies gains nothing, an entry is inflated into a buffer of the declared size and no more. Then by where its cells are.
 */
export async function refuseZipBomb(bytes: Uint8Array, fileName: string): Promise<void> {
  const bomb = new AppError("invalid-file", `${fileName} unpacks to far more than a workbook should. Save it as CSV.`);
  const entries = await inflated(bytes, bomb, fileName);
  for (const entry of Object.values(entries)) if (await isTooWide(entry)) throw bomb;
}

function inflated(bytes: Uint8Array, bomb: AppError, fileName: string): Promise<Unzipped> {
  let count = 0;
  let total = 0;
  const filter = ({ name, size, originalSize }: UnzipFileInfo) => {
    count += 1;
    total += Math.max(size, originalSize);
    const swells = originalSize > RATIO_FREE_BYTES && originalSize > size * RATIO_LIMIT;
    if (swells || count > ENTRY_LIMIT || total > INFLATED_LIMIT_BYTES) throw bomb;
    return name.endsWith(".xml");
  };
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) =>
      reject(
        cause === bomb
          ? bomb
          : new AppError("invalid-file", `${fileName} is a damaged or encrypted workbook.`, { cause }),
      );
    try {
      unzip(bytes, { filter }, (error, entries) => (error ? refuse(error) : resolve(entries)));
    } catch (error) {
      refuse(error);
    }
  });
}

/** Looks at every attribute `r`, the place of a row or cell: a place that is no plain one (A1, 12) counts as too far away. */
async function isTooWide(entry: Uint8Array): Promise<boolean> {
  const text = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString("latin1");
  let columns = 0;
  let rows = 0;
  let looked = 0;
  for (const [, place = ""] of text.matchAll(/(?:\s|(?<!xmlns):)r\s*=\s*("[^"]*"|'[^']*')/g)) {
    const [, letters, row] = /^.([A-Z]{0,3})(\d{1,7}).$/.exec(place) ?? [];
    if (letters === undefined) return true;
    columns = Math.max(columns, columnNumber(letters));
    rows = Math.max(rows, Number(row));
    looked += 1;
    if (looked % PLACES_IN_ONE_GO === 0) await setImmediate();
  }
  return columns > COLUMN_LIMIT || rows * Math.max(1, columns) > CELL_LIMIT;
}

function columnNumber(letters: string): number {
  let number = 0;
  for (let index = 0; index < letters.length; index += 1) number = number * 26 + letters.charCodeAt(index) - 64;
  return number;
}
