import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { searchKnowledge } from "../../shared/knowledge/search-knowledge.ts";
import { pageReader } from "../../shared/knowledge/sources/page-reader.ts";
import { isPublicAddress } from "../../shared/knowledge/sources/public-address.ts";
import { readSourcesFile } from "../../shared/knowledge/sources/read-sources-file.ts";
import { readSources } from "../../shared/knowledge/sources/read-sources.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

type Page = (response: ServerResponse, request: IncomingMessage) => void;
const html =
  (text: string, headers: Record<string, string> = {}): Page =>
  (response) =>
    void response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(text);
const status =
  (code: number, headers: Record<string, string> = {}): Page =>
  (response) =>
    void response.writeHead(code, headers).end();

/** A web server of these pages; what is none of them is a 404. `asked` holds the paths that were asked for. */
async function site(pages: Record<string, Page>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    (pages[request.url!] ?? status(404))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { pages, asked, port, url: (at: string, host = "127.0.0.1") => `http://${host}:${port}${at}` };
}

function listFile() {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-urls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "sources.yaml");
  return { file, write: (urls: object[]) => writeFileSync(file, JSON.stringify({ urls })) };
}
const quick = { pauseMs: 0, timeoutMs: 20_000, limitBytes: 10_000 };
async function read(ports: EmbeddedPorts, file: string, limits: Parameters<typeof pageReader>[0] = quick) {
  const deadline = new Date(ports.now().getTime() + 60_000);
  const report = await readSources(ports, await readSourcesFile(file), { deadline, pages: pageReader(limits) });
  await drainIngestion(ports, { deadline });
  return report;
}
const find = async (ports: EmbeddedPorts, query: string) =>
  (await searchKnowledge(ports, { query, groups: [], limit: 5 })).map(({ chunk }) => chunk.text);
const reasons = ({ logged }: EmbeddedPorts) =>
  logged.filter(({ event }) => event === "source-failed").map(({ fields }) => String(fields["reason"]));
const reasonFor = (url: string, limits: Parameters<typeof pageReader>[0] = quick, allowPrivate = true) =>
  pageReader(limits)
    .read({ url, allowPrivate })
    .then(
      ({ status: verdict }) => verdict,
      (error: { detail: string }) => error.detail,
    );

describe("pages as sources", () => {
  it("bring in the part that the selector names, with its address, and are asked for once more only when changed", async () => {
    const seal = (days: number) =>
      html(
        `<title>Seal &amp; gland</title><p>Menu of seals</p><main><h1>밀봉</h1><p>The seal is flushed every ${days} days.</p></main>`,
        {
          etag: `"v${days}"`,
        },
      );
    const served = await site({
      "/seal": (response, request) =>
        request.headers["if-none-match"] === '"v3"' ? status(304)(response, request) : seal(3)(response, request),
    });
    const ports = embeddedPorts();
    const { file, write } = listFile();
    write([{ url: served.url("/seal"), selector: "main", allowPrivate: true }]);
    expect(await read(ports, file)).toMatchObject({ taken: 1, changed: 1, failed: 0 });
    expect(await find(ports, "seal flushed")).toEqual(["The seal is flushed every 3 days."]);
    const [document] = (await ports.documents.list({ limit: 9 })).items;
    expect(document).toMatchObject({ title: "Seal & gland", url: served.url("/seal"), contentType: "text/html" });
    expect(await read(ports, file)).toMatchObject({ taken: 1, changed: 0 });
    served.pages["/seal"] = seal(9);
    expect(await read(ports, file)).toMatchObject({ changed: 1, removed: 0 });
    expect(await find(ports, "seal flushed")).toEqual(["The seal is flushed every 9 days."]);
    expect(await find(ports, "menu of seals")).not.toContain("Menu of seals");
    expect(served.asked).toEqual(["/robots.txt", "/seal", "/robots.txt", "/seal", "/robots.txt", "/seal"]);
  });

  it("are fetched anew, whatever their tag, when the list says something else about them", async () => {
    const served = await site({
      "/a": (response, request) =>
        request.headers["if-none-match"] === undefined
          ? html("<p>Valve text.</p><b>Bold words.</b>", { etag: '"1"' })(response, request)
          : status(304)(response, request),
    });
    const ports = embeddedPorts();
    const { file, write } = listFile();
    write([{ url: served.url("/a"), allowPrivate: true }]);
    await read(ports, file);
    write([{ url: served.url("/a"), allowPrivate: true, allowedGroups: ["fitters"] }]);
    expect(await read(ports, file)).toMatchObject({ changed: 1 });
    expect(await find(ports, "valve text")).toEqual([]);
  });

  it("are removed with 404, 410 or when the list drops them; kept, and the failure noted, with 500", async () => {
    const served = await site(
      Object.fromEntries(["/a", "/b", "/c", "/d"].map((at) => [at, html(`<title>${at}</title><p>Text of ${at}.</p>`)])),
    );
    const ports = embeddedPorts();
    const { file, write } = listFile();
    const entry = (at: string) => ({ url: served.url(at), allowPrivate: true });
    write(["/a", "/b", "/c", "/d"].map(entry));
    expect(await read(ports, file)).toMatchObject({ taken: 4, changed: 4 });
    Object.assign(served.pages, { "/a": status(404), "/b": status(410), "/c": status(500) });
    write(["/a", "/b", "/c"].map(entry));
    expect(await read(ports, file)).toMatchObject({ taken: 0, removed: 3, failed: 1 });
    const { items } = await ports.documents.list({ limit: 9 });
    expect(items.map(({ title }) => title)).toEqual(["/c"]);
    expect(items[0]).toMatchObject({ status: "indexed", failures: [{ reason: "It was answered with 500." }] });
    expect(await find(ports, "text")).toEqual(["Text of /c."]);
    expect(await read(ports, file)).toMatchObject({ removed: 0, failed: 3 });
  });

  it("stay as they were when the selector names nothing any more or the type is none of ours", async () => {
    const served = await site({ "/a": html("<main>Old text.</main>"), "/b": html("<main>Text b.</main>") });
    const ports = embeddedPorts();
    const { file, write } = listFile();
    write(["/a", "/b"].map((at) => ({ url: served.url(at), selector: "main", allowPrivate: true })));
    await read(ports, file);
    served.pages["/a"] = html("<article>New design.</article>");
    served.pages["/b"] = html("picture", { "content-type": "image/png" });
    expect(await read(ports, file)).toMatchObject({ taken: 0, removed: 0, failed: 2 });
    expect(await find(ports, "old text")).toContain("Old text.");
    expect(reasons(ports).sort()).toEqual([
      expect.stringContaining('can\'t be "image/png"'),
      "The selector main names nothing on the page.",
    ]);
  });
});

describe("a page reader", () => {
  it("keeps to robots.txt: what is forbidden is never asked for", async () => {
    const robots = "User-agent: *\nDisallow: /\n\nUser-agent: pmark\nDisallow: /secret\n";
    const served = await site({ "/robots.txt": html(robots), "/open": html("x"), "/secret": html("y") });
    expect(await reasonFor(served.url("/open"))).toBe("page");
    expect(await reasonFor(served.url("/secret"))).toContain("forbids it");
    expect(served.asked).not.toContain("/secret");
  });

  it("asks nothing of a host whose robots.txt fails, also where a redirect leads to what it forbids", async () => {
    const served = await site({ "/robots.txt": status(503), "/a": html("x") });
    expect(await reasonFor(served.url("/a"))).toContain("can't be read (503)");
    served.pages["/robots.txt"] = html("User-agent: *\nDisallow: /no");
    served.pages["/a"] = status(302, { location: "/no" });
    expect(await reasonFor(served.url("/a"))).toContain("forbids it");
    expect(served.asked).not.toContain("/no");
  });

  it("follows five redirects and no more", async () => {
    const served = await site({ "/end": html("x") });
    for (let at = 1; at <= 6; at += 1)
      served.pages[`/${at}`] = status(301, { location: at === 1 ? "/end" : `/${at - 1}` });
    expect(await reasonFor(served.url("/5"))).toBe("page");
    expect(await reasonFor(served.url("/6"))).toContain("more than 5 times");
  });

  it("never reaches a private address: named, resolved, or led to from a page that may be private itself", async () => {
    const inner = await site({ "/": html("secret") });
    const outer = await site({
      "/": status(302, { location: inner.url("/") }),
      "/file": status(302, { location: "file:///etc/passwd" }),
    });
    const toLoopback = { ...quick, resolve: async () => [{ address: "127.0.0.1", family: 4 }] };
    for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "localhost"])
      expect(await reasonFor(inner.url("/", host), quick, false)).toContain("is no public address");
    expect(await reasonFor(inner.url("/", "manuals.example"), toLoopback, false)).toContain("is no public address");
    expect(await reasonFor(outer.url("/"))).toContain("is no public address");
    expect(await reasonFor(outer.url("/file"))).toContain("no web address");
    expect(inner.asked).toEqual([]);
  });

  it("connects to the address that was checked, whatever the name says elsewhere", async () => {
    const served = await site({ "/a": html("x") });
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return [{ address: "127.0.0.1", family: 4 }];
    };
    expect(await reasonFor(served.url("/a", "manuals.invalid"), { ...quick, resolve })).toBe("page");
    expect(asked).toEqual(["manuals.invalid", "manuals.invalid"]);
  });

  it("gives up on what is too large, too slow, compressed unasked, or not there", async () => {
    const served = await site({
      "/large": (response) => void response.writeHead(200).end(Buffer.alloc(10_001)),
      "/slow": (response) => void response.writeHead(200).write("begins and never ends"),
      "/zip": html("x", { "content-encoding": "gzip" }),
    });
    expect(await reasonFor(served.url("/large"))).toBe("It is larger than 10000 bytes.");
    expect(await reasonFor(served.url("/zip"))).toContain("compressed");
    expect(await reasonFor("http://127.0.0.1:1/")).toContain("ECONNREFUSED");
    expect(await reasonFor(served.url("/slow"), { ...quick, timeoutMs: 1_000 })).toContain("within 1000 ms");
  });
});

describe("an address", () => {
  it.each(["10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255"])(
    "%s is not public, nor is it carried in IPv6",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
      expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
    },
  );

  it.each(["::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "2002:7f00:1::"])(
    "%s is not public",
    (address) => expect(isPublicAddress(address)).toBe(false),
  );

  it.each(["1.1.1.1", "172.32.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::200e"])(
    "%s is public",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});
