import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import { searchKnowledge } from "../../shared/knowledge/search-knowledge.ts";
import { readNightly } from "../../shared/knowledge/sources/read-nightly.ts";
import { readSourcesFile } from "../../shared/knowledge/sources/read-sources-file.ts";
import { readSources } from "../../shared/knowledge/sources/read-sources.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";
import { runImportCommand } from "../harness/run-import-command.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };

/** A folder with a list and `files` below it; gone after the test. */
function plant(list: string, files: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-sources-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write("sources.yaml", list);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, file: path.join(folder, "sources.yaml"), write };
}
const soon = ({ now }: EmbeddedPorts, ms = 60_000) => ({ deadline: new Date(now().getTime() + ms) });
async function read(ports: EmbeddedPorts, file: string) {
  const report = await readSources(ports, await readSourcesFile(file), soon(ports));
  await drainIngestion(ports, soon(ports));
  return report;
}
const titles = async ({ documents }: EmbeddedPorts) =>
  (await documents.list({ limit: 100 })).items.map(({ title }) => title).sort();
const find = async (ports: EmbeddedPorts, query: string, groups: string[] = []) =>
  (await searchKnowledge(ports, { query, groups, limit: 5 })).map(({ chunk }) => chunk.text);
const reasons = ({ logged }: EmbeddedPorts) =>
  logged.filter(({ event }) => event === "source-failed").map(({ fields }) => fields["reason"]);

describe("folders as sources", () => {
  it("bring in what their globs name, for the groups of the list", async () => {
    const list = `folders:\n  - path: manuals\n    include: ["**/*.md"]\n    allowedGroups: [fitters]\n    metadata: { area: 7 호기 }\n`;
    const { file } = plant(list, {
      "manuals/펌프/seal.md": "# Seal\nThe seal is flushed weekly.\n",
      "manuals/other.txt": "Not named.",
      "manuals/picture.png": "no text",
    });
    const ports = embeddedPorts();
    expect(await read(ports, file)).toMatchObject({ taken: 1, changed: 1, removed: 0, failed: 0, complete: true });
    expect(await find(ports, "seal flushed", ["fitters"])).toEqual(["The seal is flushed weekly."]);
    expect(await find(ports, "seal flushed")).toEqual([]);
    const [document] = (await ports.documents.list({ limit: 9 })).items;
    expect(document).toMatchObject({ title: "Seal", metadata: { area: "7 호기" }, allowedGroups: ["fitters"] });
  });

  it("cost nothing while unchanged, are replaced when changed, and removed when gone", async () => {
    const { file, folder, write } = plant("folders: [{ path: manuals }]", {
      "manuals/one.md": "# One\nValve one opens left.\n",
      "manuals/two.md": "# Two\nValve two opens left.\n",
    });
    const ports = embeddedPorts();
    await read(ports, file);
    expect(await read(ports, file)).toMatchObject({ taken: 2, changed: 0, removed: 0 });
    write("manuals/one.md", "# One\nValve one opens right.\n");
    rmSync(path.join(folder, "manuals/two.md"));
    expect(await read(ports, file)).toMatchObject({ taken: 1, changed: 1, removed: 1 });
    expect(await find(ports, "valve opens")).toEqual(["Valve one opens right."]);
    expect(await titles(ports)).toEqual(["One"]);
    expect(await ports.archive.list("documents/")).toHaveLength(1);
  });

  it("leave uploads alone, also one of the same name, and go when the list drops them", async () => {
    const { file, write } = plant("folders: [{ path: a }, { path: b }]", {
      "a/pump.md": "# From a\nText of a.\n",
      "b/pump.md": "# From b\nText of b.\n",
    });
    const ports = embeddedPorts();
    await registerDocument(ports, operator, { content: Buffer.from("# Upload\nText.\n"), fileName: "pump.md" });
    await read(ports, file);
    expect(await titles(ports)).toEqual(["From a", "From b", "Upload"]);
    write("sources.yaml", "folders: [{ path: b }]");
    expect(await read(ports, file)).toMatchObject({ removed: 1 });
    expect(await titles(ports)).toEqual(["From b", "Upload"]);
  });

  it("that can't be read, or are suddenly empty, lose nothing", async () => {
    const { file, folder, write } = plant("folders: [{ path: a }, { path: b }]", {
      "a/one.md": "# One\nText one.\n",
      "b/two.md": "# Two\nText two.\n",
    });
    const ports = embeddedPorts();
    await read(ports, file);
    rmSync(path.join(folder, "a"), { recursive: true });
    rmSync(path.join(folder, "b/two.md"));
    expect(await read(ports, file)).toMatchObject({ taken: 0, removed: 0, failed: 2 });
    expect(await titles(ports)).toEqual(["One", "Two"]);
    expect(reasons(ports)).toEqual([expect.stringContaining("ENOENT"), expect.stringContaining("empty now")]);
    write("a/new.md", "# New\nText.\n");
    expect(await read(ports, file)).toMatchObject({ taken: 1, removed: 1, failed: 1 });
  });

  it("are told apart after a crash: what was registered and has vanished since is still removed", async () => {
    const { file, folder } = plant("folders: [{ path: a }]", {
      "a/one.md": "# One\nText one.\n",
      "a/two.md": "# Two\nText two.\n",
    });
    const ports = embeddedPorts();
    let sent = 0;
    const queue: EmbeddedPorts["queue"] = {
      ...ports.queue,
      send: (...given) => ((sent += 1) === 2 ? Promise.reject(new Error("killed")) : ports.queue.send(...given)),
    };
    await expect(read({ ...ports, queue }, file)).rejects.toThrow("killed");
    rmSync(path.join(folder, "a/one.md"));
    expect(await read(ports, file)).toMatchObject({ taken: 1, removed: 1 });
    expect(await titles(ports)).toEqual(["Two"]);
  });

  it("are not removed when the deadline cut the pass short, and a second pass waits for the first", async () => {
    const { file, folder } = plant("folders: [{ path: a }]", {
      "a/one.md": "# One\nText.\n",
      "a/two.md": "# Two\nT.\n",
    });
    const ports = embeddedPorts();
    await read(ports, file);
    rmSync(path.join(folder, "a/two.md"));
    const list = await readSourcesFile(file);
    expect(await readSources(ports, list, soon(ports, 0))).toMatchObject({ complete: false, removed: 0 });
    await ports.leases.acquire("document-sources", "other", new Date(ports.now().getTime() + 9_000).toISOString());
    await expect(readSources(ports, list, soon(ports))).rejects.toMatchObject({ code: "conflict" });
    expect(await titles(ports)).toEqual(["One", "Two"]);
  });

  it("leave an unchanged document that failed as it is, so that it is parked for an operator", async () => {
    const { file } = plant("folders: [{ path: a }]", { "a/scan.pdf": "no PDF at all" });
    const ports = embeddedPorts();
    await read(ports, file);
    const [failed] = (await ports.documents.list({ limit: 9, status: "failed" })).items;
    expect(await read(ports, file)).toMatchObject({ taken: 1, changed: 0 });
    expect(await ports.documents.read(failed!.id)).toEqual(failed);
  });

  it("whose list is broken are logged and keep no night from ingesting", async () => {
    const { file } = plant("folders: [", {});
    const ports = embeddedPorts();
    await readNightly(ports, file, new Date(ports.now().getTime() + 9_000));
    expect(ports.logged.map(({ event, fields }) => [event, fields["step"]])).toEqual([
      ["step-failed", "document-sources"],
    ]);
  });
});

describe("a list of sources", () => {
  it.each([
    ["what is no YAML", "folders:\n  - path: [a\n", "line 3:"],
    ["a key twice", "folders: []\nfolders: []\n", "line 2: Map keys must be unique"],
    ["an unknown key", "folders:\n  - path: a\n    alowedGroups: [x]\n", "line 2: folders.0: Unrecognized key"],
    ["a wrong type", "folders:\n  - path: a\n  - path: 7\n", "line 3: folders.1.path: Invalid input: expected string"],
    ["no source", "{}", "names neither folders nor urls"],
    ["an empty file", "", "the file: Invalid input"],
    ["a folder twice", "folders: [{ path: a }, { path: ./a/ }]", "stands there twice"],
    ["a page twice", "urls: [{ url: 'http://a/b#c' }, { url: 'http://A/b' }]", "http://a/b stands there twice"],
    [
      "what is no web address",
      "urls:\n  - url: file:///etc/passwd\n",
      "line 2: urls.0.url: must be an http or https address",
    ],
    ["a password", "urls: [{ url: 'http://me:secret@a/' }]", "urls.0.url: may hold no password"],
    ["what is no selector", "urls: [{ url: 'http://a/', selector: 'main[' }]", "urls.0.selector: is no CSS selector"],
    ["a bomb of aliases", bomb(), "alias"],
    ["a tag that would run code", "folders: !!js/function 'x'", "line 1:"],
  ])("is refused for %s, with where and why", async (_, list, message) => {
    const { file } = plant(list, {});
    await expect(readSourcesFile(file)).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringContaining(message),
    });
  });

  it("is refused when it is missing", async () => {
    await expect(readSourcesFile("/nowhere/sources.yaml")).rejects.toMatchObject({
      detail: "There is no file /nowhere/sources.yaml to read.",
    });
  });
});

describe("npm run import -- documents --sources", () => {
  it("reads, ingests and removes, and says what it did", async () => {
    const { file, folder } = plant("folders: [{ path: a }]", {
      "a/one.md": "# One\nText.\n",
      "a/two.md": "# Two\nT.\n",
    });
    const args = ["documents", "--sources", file, "--data", path.join(folder, "data")];
    const first = await runImportCommand(args);
    expect(first).toMatchObject({ code: 0, errors: "" });
    expect(first.output).toContain("2 documents there, 2 of them new or changed, 0 removed, 0 failures; 2 indexed");
    rmSync(path.join(folder, "a/one.md"));
    expect((await runImportCommand(args)).output).toContain("1 documents there, 0 of them new or changed, 1 removed");
  }, 120_000);
});

function bomb(): string {
  const levels = "abcdefgh".split("").map((name, at, all) => {
    const inner = at === 0 ? "x" : `*${all[at - 1]}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => inner).join(", ")}]`;
  });
  return `${levels.join("\n")}\nfolders: *h\n`;
}
