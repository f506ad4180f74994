import { unzip } from "fflate";
import { AppError } from "../errors.ts";

const INFLATED_LIMIT_BYTES = 200 * 1024 * 1024;
const ENTRY_LIMIT = 10_000;
/** Sheets of repeated rows shrink about 1:100; small entries may shrink more and do no harm. */
const RATIO_LIMIT = 250;
const RATIO_FREE_BYTES = 10 * 1024 * 1024;

/**
 * Refuses an archive by the sizes its directory declares, before anything is inflated. A directory that lies gains nothing:
 * the reader gives each entry a buffer of the declared size and no more.
 */
export async function refuseZipBomb(bytes: Uint8Array, fileName: string): Promise<void> {
  let entries = 0;
  let inflated = 0;
  const bomb = new AppError("invalid-file", `${fileName} unpacks to far more than a workbook should. Save it as CSV.`);
  await new Promise<void>((resolve, reject) => {
    const damaged = (cause: unknown) =>
      new AppError("invalid-file", `${fileName} is a damaged or encrypted workbook.`, { cause });
    try {
      const filter = ({ size, originalSize }: { size: number; originalSize: number }) => {
        entries += 1;
        inflated += Math.max(size, originalSize);
        const swells = originalSize > RATIO_FREE_BYTES && originalSize > size * RATIO_LIMIT;
        if (swells || entries > ENTRY_LIMIT || inflated > INFLATED_LIMIT_BYTES) throw bomb;
        return false;
      };
      unzip(bytes, { filter }, (error) => (error ? reject(damaged(error)) : resolve()));
    } catch (error) {
      reject(error === bomb ? bomb : damaged(error));
    }
  });
}
