import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/** Makes the folder and what is missing above it, one level at a time: Node's own `recursive` never returns under /proc. */
export function makeFolder(directory: string): void {
  if (existsSync(directory)) return;
  const parent = path.dirname(directory);
  if (parent !== directory) makeFolder(parent);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
