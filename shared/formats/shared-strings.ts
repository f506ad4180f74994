import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Up to here texts stay in memory; what is more goes to a temporary file. */
const MEMORY_LIMIT_BYTES = 4 * 1024 * 1024;
const WINDOW_BYTES = 4_096;
const KEPT_TEXTS = 10_000;
const OFFSETS_AT_ONCE = 65_536;

/** The numbered texts of a workbook, in bounded memory but for 8 bytes each. To be closed. */
export function sharedStrings() {
  const starts: Float64Array[] = [];
  const kept = new Map<number, string>();
  let count = 0;
  let end = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let file: number | undefined;
  let fileEnd = 0;
  let window = { start: 0, bytes: Buffer.alloc(0) };

  function spill(): void {
    file ??= openTemporary();
    writeSync(file, Buffer.concat(waiting));
    fileEnd += waitingBytes;
    waiting = [];
    waitingBytes = 0;
  }

  function bytesAt(start: number, stop: number): Buffer {
    if (start < window.start || stop > window.start + window.bytes.length) {
      const bytes = Buffer.alloc(Math.max(WINDOW_BYTES, stop - start));
      const length = file === undefined ? 0 : readSync(file, bytes, 0, bytes.length, start);
      window = { start, bytes: bytes.subarray(0, length) };
    }
    return window.bytes.subarray(start - window.start, stop - window.start);
  }

  const startOf = (index: number) => starts[Math.floor(index / OFFSETS_AT_ONCE)]?.[index % OFFSETS_AT_ONCE] ?? end;

  return {
    add(text: string): void {
      if (count % OFFSETS_AT_ONCE === 0) starts.push(new Float64Array(OFFSETS_AT_ONCE));
      starts.at(-1)![count % OFFSETS_AT_ONCE] = end;
      count += 1;
      const bytes = Buffer.from(text);
      end += bytes.length;
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes > MEMORY_LIMIT_BYTES) spill();
    },

    /** To be called when all are added; undefined for a number that no text has. */
    get(index: number): string | undefined {
      if (!(index >= 0 && index < count)) return undefined;
      const known = kept.get(index);
      if (known !== undefined) return known;
      if (file === undefined && window.bytes.length === 0) window = { start: 0, bytes: Buffer.concat(waiting) };
      if (file !== undefined && waitingBytes > 0) spill();
      const text = bytesAt(startOf(index), index + 1 < count ? startOf(index + 1) : end).toString();
      kept.set(index, text);
      if (kept.size > KEPT_TEXTS) kept.delete(kept.keys().next().value!);
      return text;
    },

    close(): void {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** Unlinked at once where the system allows it, so that no crash leaves it behind. */
function openTemporary(): number {
  const name = path.join(tmpdir(), `pmark-${randomUUID()}`);
  const file = openSync(name, "wx+", 0o600);
  rmSync(name, { force: true });
  return file;
}
