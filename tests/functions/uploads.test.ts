import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { json as readJson } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import { until } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

const LIMIT_BYTES = 300_000;

let host: Host;
beforeAll(async () => {
  host = await startHost({ env: { SAMPLE_PLANT: "off", UPLOAD_LIMIT_BYTES: String(LIMIT_BYTES) } });
});
afterAll(() => host.stop());

const archived = () => {
  const folder = path.join(host.data, "archive");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map(({ name }) => name);
};
const head = `--xxx\r\nContent-Disposition: form-data; name="file"; filename="이력.csv"\r\nContent-Type: text/csv\r\n\r\ntitle,details\n`;

/** Begins an upload without saying how long it will be. */
function upload() {
  const headers = { "content-type": "multipart/form-data; boundary=xxx", "transfer-encoding": "chunked" };
  const sent = request({
    port: host.port,
    host: "127.0.0.1",
    method: "POST",
    path: "/api/v1/imports/work-orders",
    headers,
  });
  const answer = new Promise<{ status: number; body: Problem }>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (response) => {
      readJson(response).then((body) => resolve({ status: response.statusCode ?? 0, body: body as Problem }), reject);
    });
  });
  sent.write(head);
  return { sent, answer };
}

describe("an upload", () => {
  it("is on disk while it comes, and gone when it breaks off", async () => {
    const { sent, answer } = upload();
    const failed = answer.catch(() => "gone");
    sent.write("펌프,누설\n".repeat(5_000));
    await until(
      async () => archived(),
      (files) => files.length === 1,
    );
    sent.destroy();
    expect(await failed).toBe("gone");
    await until(
      async () => archived(),
      (files) => files.length === 0,
    );
  });

  it("that grows past the limit is refused with an answer, and leaves nothing", async () => {
    const { sent, answer } = upload();
    for (let size = 0; size < LIMIT_BYTES + 200_000; size += 50_000) sent.write("x".repeat(50_000));
    sent.end("\r\n--xxx--\r\n");
    expect(await answer).toMatchObject({ status: 413, body: { type: "/problems/too-large" } });
    expect(archived()).toEqual([]);
  });

  it("without its end is refused, and leaves nothing", async () => {
    const { sent, answer } = upload();
    sent.end("펌프,누설\n");
    expect(await answer).toMatchObject({ status: 400, body: { type: "/problems/bad-request" } });
    expect(archived()).toEqual([]);
  });

  it("may have its fields behind the file", async () => {
    const { sent, answer } = upload();
    const mapping = 'Content-Disposition: form-data; name="mapping"\r\n\r\n{"title":"details"}';
    sent.end(`펌프,누설\n\r\n--xxx\r\n${mapping}\r\n--xxx--\r\n`);
    expect(await answer).toMatchObject({ status: 202, body: { fileName: "이력.csv", totalRows: 1 } });
    expect(archived().filter((name) => name !== "file" && name !== "order.json")).toEqual([]);
  });
});
