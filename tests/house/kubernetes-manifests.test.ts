import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { Gateway, HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import { Deployment } from "kubernetes-models/apps/v1";
import { Ingress, NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Namespace, PersistentVolumeClaim, Service, ServiceAccount } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";

type Labels = Record<string, string>;
type Manifest = { apiVersion: string; kind: string; metadata: { name: string }; spec: never };
type Container = {
  image: string;
  args: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string } } }[];
  ports: { name: string; containerPort: number }[];
  volumeMounts: { name: string }[];
  lifecycle: { preStop: { sleep: { seconds: number } } };
};
type PodSpec = {
  containers: [Container];
  volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[];
  serviceAccountName: string;
  terminationGracePeriodSeconds: number;
};
type DeploymentSpec = {
  replicas?: number;
  strategy: { rollingUpdate: { maxSurge: number } };
  selector: { matchLabels: Labels };
  template: { metadata: { labels: Labels }; spec: PodSpec };
};

const folder = path.resolve(import.meta.dirname, "../../aks-vllm");
const files = globSync("**/*.yaml", { cwd: folder });
const texts = new Map(files.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
const documents = [...texts].flatMap(([file, text]) =>
  parseAllDocuments(text, { uniqueKeys: true }).map((document) => ({ file, document })),
);
const parsed = documents.map(({ file, document }) => ({ file, value: document.toJS() as Manifest }));
const manifests = parsed
  .filter(({ file, value }) => !Array.isArray(value) && value.kind !== "Kustomization" && !("$patch" in value) && file)
  .map(({ value }) => value);
const kustomizations = parsed.filter(({ value }) => value.kind === "Kustomization");

const kinds = { Deployment, Gateway, HTTPRoute, Ingress, Namespace, NetworkPolicy };
const moreKinds = { PersistentVolumeClaim, PodDisruptionBudget, ScaledObject, Service, ServiceAccount };
const models = new Map<string, new (data: never) => { apiVersion: string; validate(): void }>(
  Object.entries({ ...kinds, ...moreKinds }),
);

const named = <Spec>(kind: string) =>
  new Map(manifests.filter((each) => each.kind === kind).map(({ metadata, spec }) => [metadata.name, spec as Spec]));
const deployments = named<DeploymentSpec>("Deployment");
const services = named<{ selector: Labels; ports: { port: number; name: string; targetPort: string }[] }>("Service");
const servers = ["chat", "embedding", "rerank"];

describe("the manifests of the model servers", () => {
  it("are YAML, and what Kubernetes, the Gateway API and KEDA take", () => {
    for (const { file, document } of documents) expect(document.errors, file).toEqual([]);
    expect(manifests.length).toBeGreaterThanOrEqual(18);
    for (const manifest of manifests) {
      const Model = models.get(manifest.kind);
      expect(Model, manifest.kind).toBeDefined();
      const model = new Model!(manifest as never);
      expect(() => model.validate(), `${manifest.kind} ${manifest.metadata.name}`).not.toThrow();
      expect(model.apiVersion).toBe(manifest.apiVersion);
    }
    const wrong = { ...deployments.get("chat")!, strategy: "often" };
    expect(() => new Deployment({ metadata: { name: "x" }, spec: wrong as never }).validate()).toThrow();
  });

  it("are all named by a kustomization, which names nothing that is not there", () => {
    const reached = new Set<string>();
    for (const { file, value } of kustomizations) {
      const { resources, patches = [] } = value as unknown as { resources: string[]; patches?: { path: string }[] };
      for (const name of [...resources, ...patches.map((patch) => patch.path)]) {
        const target = path.join(path.dirname(file), name);
        const found = target.endsWith(".yaml") ? target : path.join(target, "kustomization.yaml");
        expect(existsSync(path.join(folder, found)), `${file}: ${name}`).toBe(true);
        reached.add(found);
      }
    }
    const tops = ["overlays/h100/kustomization.yaml", "overlays/legacy-ingress/kustomization.yaml"];
    expect(files.filter((file) => !reached.has(file)).sort()).toEqual(tops);
  });

  it("hold no secret, and no image without a version", () => {
    expect(manifests.filter(({ kind }) => kind === "Secret")).toEqual([]);
    for (const { template } of deployments.values()) {
      const [{ image, args, env }] = template.spec.containers;
      expect(image).toMatch(/:v\d+\.\d+\.\d+$/);
      expect(args.join(" ")).not.toMatch(/api-key/);
      for (const { name, value } of env) if (/KEY|TOKEN|SECRET/.test(name)) expect(value, name).toBeUndefined();
    }
  });
});

describe("each model server", () => {
  it.each(servers)("%s is served, guarded and scaled under one name", (name) => {
    const { selector, template, replicas, strategy } = deployments.get(name)!;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    const service = services.get(name)!;
    expect(service.selector).toEqual(selector.matchLabels);
    const [container] = template.spec.containers;
    expect(container.ports.map((port) => port.name)).toContain(service.ports[0]!.targetPort);

    const budget = named<{ selector: { matchLabels: Labels }; maxUnavailable?: number; minAvailable?: unknown }>(
      "PodDisruptionBudget",
    ).get(name)!;
    expect(budget.selector.matchLabels).toEqual(selector.matchLabels);
    expect([budget.maxUnavailable, budget.minAvailable], "or one replica blocks a drain").toEqual([1, undefined]);

    const scaled = named<{
      scaleTargetRef: { name: string };
      minReplicaCount: number;
      triggers: { metadata: { query: string } }[];
    }>("ScaledObject").get(name)!;
    expect(scaled.scaleTargetRef.name).toBe(name);
    expect(scaled.minReplicaCount).toBeGreaterThanOrEqual(1);
    for (const { metadata } of scaled.triggers) {
      expect(metadata.query).toMatch(/^sum\(vllm:num_requests_(running|waiting)\{/);
      expect(metadata.query).toContain(`pod=~"${name}-.*"`);
    }
    expect([replicas, strategy.rollingUpdate.maxSurge], "KEDA sets replicas; a surge needs a free GPU").toEqual([
      undefined,
      0,
    ]);
  });

  it.each(servers)("%s has what it mounts, and time to drain", (name) => {
    const { spec } = deployments.get(name)!.template;
    const [container] = spec.containers;
    expect(container.volumeMounts.map((mount) => mount.name).sort()).toEqual(spec.volumes.map((v) => v.name).sort());
    const claims = spec.volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
    expect([...named("PersistentVolumeClaim").keys()]).toEqual(claims);
    expect([...named("ServiceAccount").keys()]).toContain(spec.serviceAccountName);
    const drain = Number(/--shutdown-timeout=(\d+)/.exec(container.args.join(" "))?.[1]);
    expect(drain).toBeGreaterThan(0);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(drain + container.lifecycle.preStop.sleep.seconds);
    expect(container.args).toContain(`--port=${container.ports[0]!.containerPort}`);
    expect(container.args).toContain(`pmark-${name}`);
  });

  it("differs from the others in name, arguments and resources alone", () => {
    const rest = servers.map((name) => {
      const spec = structuredClone(deployments.get(name)!) as object;
      const text = JSON.stringify(spec, (key, value: unknown) => (["args", "resources"].includes(key) ? "…" : value));
      return text.replaceAll(`"${name}"`, '"SERVER"');
    });
    expect(new Set(rest).size).toBe(1);
  });
});

describe("from outside", () => {
  it("only /v1 is reached, by a way that exists", () => {
    type Rules = { matches: { path: { value: string } }[]; backendRefs: { name: string; port: number }[] }[];
    const route = named<{ rules: Rules; parentRefs: { name: string; sectionName: string }[] }>("HTTPRoute").get(
      "pmark-models",
    )!;
    const gateways = named<{ gatewayClassName: string; listeners: { name: string; protocol: string }[] }>("Gateway");
    const { gatewayClassName, listeners } = gateways.get(route.parentRefs[0]!.name)!;
    expect(gatewayClassName).toBe("approuting-istio");
    expect(listeners).toMatchObject([{ name: route.parentRefs[0]!.sectionName, protocol: "HTTPS" }]);
    for (const { matches, backendRefs } of route.rules) {
      expect(matches.length).toBeGreaterThan(0);
      for (const match of matches) expect(match.path.value).toMatch(/^\/v1(\/|$)/);
      for (const { name, port } of backendRefs) expect(services.get(name)?.ports[0]?.port).toBe(port);
    }

    type Paths = { path: string; backend: { service: { name: string; port: { name: string } } } }[];
    const ingress = named<{ rules: { http: { paths: Paths } }[] }>("Ingress").get("pmark-models")!;
    for (const { path: address, backend } of ingress.rules.flatMap(({ http }) => http.paths)) {
      expect(address).toMatch(/^\/v1(\/|$)/);
      expect(services.get(backend.service.name)?.ports[0]?.name).toBe(backend.service.port.name);
    }
  });

  it("the servers' pods are closed but to the gateway and the metrics", () => {
    const policy = named<{
      podSelector: { matchLabels: Labels };
      policyTypes: string[];
      ingress: { from: object[]; ports: object[] }[];
    }>("NetworkPolicy").get("vllm")!;
    expect(policy.policyTypes.sort()).toEqual(["Egress", "Ingress"]);
    for (const name of servers) {
      expect(deployments.get(name)!.template.metadata.labels).toMatchObject(policy.podSelector.matchLabels);
    }
    expect(policy.ingress).toHaveLength(1);
    expect(policy.ingress[0]!.from[0]).toEqual({
      podSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "pmark-models" } },
    });
    expect(policy.ingress[0]!.ports).toEqual([{ protocol: "TCP", port: "http" }]);
  });
});
