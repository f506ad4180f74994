/** What the app, the functions library or the host has to say; `category` tells who: user, system or host. */
export type LogEntry = { level: string; category: string; message: string; functionName?: string };

export function failureEntry(error: unknown, functionName: string): LogEntry {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { level: "error", category: "host", functionName, message };
}

const quiet = new Set(["trace", "debug", "information"]);

/** Writes log lines to standard error: the app's own from `information` on, everything when `verbose`. */
export function logWriter({ verbose }: { verbose: boolean }) {
  return ({ level, category, functionName, message }: LogEntry): void => {
    const unimportant = category === "user" ? level === "trace" || level === "debug" : quiet.has(level);
    if (unimportant && !verbose) return;
    process.stderr.write(`${level.padEnd(11)} ${functionName ?? category}: ${message}\n`);
  };
}
