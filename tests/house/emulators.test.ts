import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { queues } from "../../shared/ports/job-message.ts";
import { emulatorConfig, emulatorsFolder, emulatorSettings } from "../harness/emulator-settings.ts";

type Service = { image: string; ports?: string[]; volumes?: string[]; environment?: Record<string, string> };
type Queue = { Name: string; Properties: Record<string, unknown> };

// No container can run where the tests run: this is as near to it as they come.
const compose = parse(readFileSync(path.join(emulatorsFolder, "compose.yaml"), "utf8"), { uniqueKeys: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const serviceBus = JSON.parse(readFileSync(path.join(emulatorsFolder, "service-bus.json"), "utf8")) as {
  UserConfig: { Namespaces: { Name: string; Queues: Queue[] }[] };
};
const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);

describe("the emulators", () => {
  it("have the queues of the code, with what it relies on", () => {
    const [namespace, ...others] = serviceBus.UserConfig.Namespaces;
    expect(others).toEqual([]);
    expect(namespace?.Queues.map(({ Name }) => Name).sort()).toEqual(Object.values(queues).sort());
    for (const { Properties } of namespace?.Queues ?? []) {
      expect(Properties).toMatchObject({
        RequiresDuplicateDetection: true,
        RequiresSession: false,
        DeadLetteringOnMessageExpiration: true,
        MaxDeliveryCount: 10,
        LockDuration: "PT1M",
      });
    }
  });

  it("are where the settings say, on loopback only", () => {
    const { cosmos, serviceBus: bus, qdrant, blob, keyVaultUrl } = emulatorConfig();
    const settings = emulatorSettings();
    const addresses = [
      cosmos.endpoint,
      qdrant.url,
      settings["AUTH_JWKS_URL"]!,
      /BlobEndpoint=([^;]+)/.exec(blob.connectionString!)![1]!,
    ];
    const ports = addresses.map((address) => new URL(address).port);
    expect(bus.connectionString).toContain("Endpoint=sb://localhost;");
    for (const port of [...ports, "5672"]) expect(published).toContain(`127.0.0.1:${port}:${port}`);
    for (const mapping of published) expect(mapping).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(keyVaultUrl).toBeUndefined();
  });

  it("name images by version, files that exist and volumes that are declared", () => {
    for (const [name, { image, volumes = [] }] of Object.entries(compose.services)) {
      expect(image, name).toMatch(/:(?!latest$)[\w.-]+$/);
      for (const [source = ""] of volumes.map((volume) => volume.split(":"))) {
        const isThere = source.startsWith(".")
          ? existsSync(path.join(emulatorsFolder, source))
          : source in compose.volumes;
        expect([source, isThere]).toEqual([source, true]);
      }
    }
    expect(JSON.parse(compose.services["issuer"]!.environment!["JSON_CONFIG"]!)).toMatchObject({
      interactiveLogin: false,
    });
  });
});
