import { enableCompileCache, flushCompileCache } from "node:module";
import path from "node:path";

// Nothing else is imported up here: an old Node must get as far as the next line, and the cache must see every module.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(`PMark needs Node 24 and this is ${process.versions.node}: start it with npm start.\n`);
  process.exit(1);
}

enableCompileCache(path.resolve(import.meta.dirname, "../dist/compile-cache"));
const { runCommand } = await import("./run-command.ts");
await runCommand(process.argv.slice(2));
flushCompileCache();
