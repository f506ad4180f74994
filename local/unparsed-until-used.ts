import { deflateRawSync } from "node:zlib";
import type * as esbuild from "esbuild";

/** Packages that only some processes use; those of one group share their own packages. */
const groups: Record<string, string[]> = {
  pdf: ["unpdf/pdfjs"],
  sources: ["yaml"],
  model: ["openai"],
  "korean-tables": ["iconv-lite"],
  identity: ["@azure/identity"],
  azure: [
    "@azure/cosmos",
    "@azure/service-bus",
    "@azure/storage-blob",
    "@azure/keyvault-secrets",
    "@qdrant/js-client-rest",
  ],
  telemetry: [
    "@azure/monitor-opentelemetry-exporter",
    "@opentelemetry/api-logs",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-logs",
    "@opentelemetry/sdk-metrics",
    "@opentelemetry/sdk-trace-base",
  ],
};
const groupOf = new Map(
  Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group] as const)),
);

const MEMBER = "unparsed-member";
const GROUP = "unparsed-group";
const LOCALES = "english-alone";

/**
 * Leaves out the languages of zod's messages that PMark never shows, and puts large packages into the bundle as compressed text that is compiled when one of them is first imported. Node parses
 * every line of a file that it loads, also what never runs: the packages are three quarters of that time.
 */
export function unparsedUntilUsed(build: typeof esbuild.build, root: string, external: string[]): esbuild.Plugin {
  return {
    name: "unparsed-until-used",
    setup(plugin) {
      plugin.onResolve({ filter: /./ }, ({ path, importer }) => {
        if (path.endsWith("/locales/index.js") && importer.includes("/zod/")) return { path, namespace: LOCALES };
        if (path.startsWith(`${GROUP}:`)) return { path: path.slice(GROUP.length + 1), namespace: GROUP };
        return groupOf.has(path) && !external.includes(path) ? { path, namespace: MEMBER } : undefined;
      });
      plugin.onLoad({ filter: /./, namespace: LOCALES }, () => ({
        contents: 'export { default as en } from "zod/v4/locales/en.js";',
        resolveDir: root,
      }));
      plugin.onLoad({ filter: /./, namespace: MEMBER }, ({ path }) => {
        const group = groupOf.get(path) ?? "";
        const place = groups[group]?.indexOf(path);
        return { contents: `module.exports = require("${GROUP}:${group}").package${place};` };
      });
      plugin.onLoad({ filter: /./, namespace: GROUP }, async ({ path: group }) => {
        const exported = groups[group]?.map((name, place) => `export * as package${place} from "${name}";`);
        const { outputFiles } = await build({
          stdin: { contents: (exported ?? []).join("\n"), resolveDir: root },
          bundle: true,
          write: false,
          minifyWhitespace: true,
          platform: "node",
          target: "node24",
          format: "cjs",
          logLevel: "silent",
        });
        const packed = deflateRawSync(outputFiles[0]?.contents ?? "", { level: 9 }).toString("base64");
        const code = `require("node:zlib").inflateRawSync(Buffer.from("${packed}", "base64")).toString()`;
        return { contents: `new Function("module", "exports", "require", ${code})(module, exports, require);` };
      });
    },
  };
}
