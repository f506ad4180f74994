import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig, settingNames } from "../../shared/config.ts";

const root = path.resolve(import.meta.dirname, "../..");
const sample = JSON.parse(readFileSync(path.join(root, "local.settings.sample.json"), "utf8")) as {
  IsEncrypted: boolean;
  Values: Record<string, string>;
};

describe("the sample settings", () => {
  it("name every setting and no other", () => {
    expect(Object.keys(sample.Values).sort()).toEqual([...settingNames, "FUNCTIONS_WORKER_RUNTIME"].sort());
    expect(sample.IsEncrypted).toBe(false);
  });

  it("hold the defaults", () => {
    expect(readConfig(sample.Values)).toEqual(readConfig({}));
  });
});
