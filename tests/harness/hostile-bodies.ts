import { zipSync } from "fflate";

/** A body as it goes over the wire. */
export type HostileBody = { name: string; type: string; bytes: Uint8Array };

const json = (name: string, body: string | Uint8Array): HostileBody => ({
  name,
  type: "application/json",
  bytes: Buffer.from(body),
});
const around = (...bytes: number[]) =>
  Buffer.concat([Buffer.from('{"message":"'), Buffer.from(bytes), Buffer.from('"}')]);
const everywhere = (text: string) =>
  JSON.stringify({
    message: text,
    title: text,
    query: text,
    turnId: text,
    workOrderId: text,
    content: text,
    contentType: text,
  });

const asJson: HostileBody[] = [
  json("empty", ""),
  json("an empty object", "{}"),
  json("null", "null"),
  json("a number", "7"),
  json("a text", '"message"'),
  json("an array", "[1,2,3]"),
  json("cut off", '{"message": "펌프'),
  json("1 MB in one field", JSON.stringify({ message: "가".repeat(350_000) })),
  json("1 MB of spaces", " ".repeat(1_048_576)),
  json(
    "ten thousand unknown fields",
    JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]))),
  ),
  json("a hundred thousand brackets", "[".repeat(100_000)),
  json("deep objects", `${'{"message":'.repeat(20_000)}1${"}".repeat(20_000)}`),
  json(
    "wrong types",
    '{"message":{"a":1},"title":[1],"query":false,"limit":"ten","fields":7,"metadata":[],"turnId":{}}',
  ),
  json("an unknown field", '{"message":"펌프 소음","surprise":true}'),
  json("prototypes", '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  json("control characters", everywhere("펌프\u0000\u0007\u001b[31m")),
  json("a lone surrogate, escaped", '{"message":"\\ud800 펌프","title":"\\udfff","query":"\\ud800"}'),
  json("a lone surrogate as bytes", around(0xed, 0xa0, 0x80)),
  json("an overlong encoding", around(0xc0, 0xaf)),
  json("Korean in CP949", around(0xc6, 0xdf, 0xc7, 0xc1)),
  json("UTF-16", Buffer.from('\ufeff{"message":"pump"}', "utf16le")),
  json("SQL", everywhere("'; DROP TABLE sessions; --")),
  json("HTML", everywhere("<script>alert(1)</script><img src=x onerror=alert(1)>")),
  json("paths", everywhere("../../../../etc/passwd")),
  json("numbers out of range", '{"query":"pump","limit":1e308,"message":"pump","sessionId":-1}'),
  json("right-to-left and zero-width", everywhere("\u202e\u200b\u2066pump\ufeff")),
  { name: "a form's text", type: "application/x-www-form-urlencoded", bytes: Buffer.from("message=pump&title=x") },
  {
    name: "XML with an entity",
    type: "application/xml",
    bytes: Buffer.from('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
  },
  { name: "another charset", type: "application/json; charset=euc-kr", bytes: Buffer.from("{}") },
  { name: "a type that is none", type: "!!", bytes: Buffer.from("{}") },
];

const boundary = "xxx";
const form = (name: string, ...parts: [headers: string, content: string | Uint8Array][]): HostileBody => ({
  name,
  type: `multipart/form-data; boundary=${boundary}`,
  bytes: Buffer.concat([
    ...parts.flatMap(([headers, content]) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n"),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]),
});
const file = (name: string, fileName: string, content: string | Uint8Array, type = "application/octet-stream") =>
  form(name, [`name="file"; filename="${fileName}"\r\nContent-Type: ${type}`, content]);

/** 64 MB of nothing in a few kilobytes. */
const bomb = zipSync({
  "xl/worksheets/sheet1.xml": new Uint8Array(64_000_000),
  "[Content_Types].xml": new Uint8Array(10),
});

const asForms: HostileBody[] = [
  {
    name: "a form without an end",
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.from(`--${boundary}\r\nContent-Dis`),
  },
  { name: "a form without a boundary", type: "multipart/form-data", bytes: Buffer.from("x") },
  { name: "a form of nothing", type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.from("") },
  form("a form without a file", ['name="title"', "x"]),
  form("a file that is a text field", ['name="file"', "category,code\n"]),
  form("two files", ['name="file"; filename="a.csv"', "a\n"], ['name="file"; filename="b.csv"', "b\n"]),
  form("a form field too many", ['name="file"; filename="a.csv"', "a\n"], ['name="__proto__"', "b"]),
  file(
    "a zip bomb as a workbook",
    "bomb.xlsx",
    bomb,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ),
  file("half a workbook", "half.xlsx", bomb.subarray(0, 1000)),
  file("a broken CSV", "broken.csv", 'category,code,name,aliases\nlocation,"A,b\n"x"y,,,\n'),
  file("a CSV of one endless line", "line.csv", "x".repeat(1_048_576)),
  file("a CSV of a million columns", "columns.csv", ",".repeat(1_000_000)),
  file("an empty file", "empty.csv", ""),
  file("an empty document", "empty.md", ""),
  file("bytes that are no text", "bytes.md", Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0x80, 0x81])),
  file("a program", "../../../../bin/sh", "#!/bin/sh\nrm -rf /\n"),
];

export const hostileBodies = [...asJson, ...asForms];

/** Texts that mean harm elsewhere and are only texts here. */
export const oddTexts = [
  "'; DROP TABLE sessions; --",
  '<img src=x onerror=alert(1)>"&',
  "../../etc/passwd",
  "펌프 \u202e\u200bpmup 😀",
  "${7*7} {{7*7}} %s %n",
  "constructor",
];

/** Path parameters that nobody should have; each is put in as it is. */
export const hostileIds = [
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "%00",
  "a%00b",
  "%zz",
  "%",
  "%ff%fe",
  "%ed%a0%80",
  "__proto__",
  "constructor",
  "'%20OR%201=1%20--",
  "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
  "%F0%9F%98%80",
  "x".repeat(4_000),
];

/** Queries that no call takes. */
export const hostileQueries = [
  "limit=0",
  "limit=-1",
  "limit=1e9",
  "limit=abc",
  "limit=NaN",
  "limit=5&limit=6",
  "continuation=%00",
  "continuation=bm90LWpzb24",
  "continuation=WyJzZXNzaW9ucyIsMV0",
  `continuation=${"x".repeat(3_000)}`,
  "unknown=1",
  "__proto__=1",
  "constructor=1",
  "from=yesterday&to=%27",
  "q=%00&category=colour",
  "lastEventId=-1",
];
