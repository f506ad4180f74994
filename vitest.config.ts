import { defineConfig } from "vitest/config";

// Libraries in the builds that run in production: development builds of the Markdown parser are several times slower.
process.env["NODE_ENV"] = "production";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: "dist/test-report.json" }]],
  },
});
