import { configDefaults, defineConfig } from "vitest/config";

// Libraries in the builds that run in production: development builds of the Markdown parser are several times slower.
process.env["NODE_ENV"] = "production";

/** `emulators`: the contract suites run against emulators, too; see emulators/compose.yaml. */
const onEmulators = process.env["CONTRACT_TARGET"] === "emulators";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(onEmulators ? [] : ["tests/contract/emulators.test.ts"])],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: "dist/test-report.json" }]],
  },
});
