import { describe, expect, it } from "vitest";
import { extracted } from "../harness/extracted.ts";

const blocksOf = async (...given: Parameters<typeof extracted>) =>
  (await extracted(...given)).blocks.map(({ kind, text, line, headings }) => [kind, text, line, headings.join(" > ")]);

describe("Markdown", () => {
  const source = `# 펌프 지침

문서번호 1
이어진 줄

## 점검
- **그리스**를 주입한다
  매월
- 온도를 잰다
> 주의: 뜨겁다

| 항목 | 기준 |
|---|---|
| 온도 | 80 ℃ |
|진동|7.1 mm/s|

\`\`\`sh
# not a heading
run
\`\`\`
### 세부
끝
## 기록
남긴다
`;

  it("keeps headings, lines, list items, table rows and code, verbatim but for the marks of blocks", async () => {
    expect((await extracted("markdown", source)).title).toBe("펌프 지침");
    expect(await blocksOf("markdown", source)).toEqual([
      ["text", "문서번호 1 이어진 줄", 3, "펌프 지침"],
      ["text", "**그리스**를 주입한다 매월", 7, "펌프 지침 > 점검"],
      ["text", "온도를 잰다", 9, "펌프 지침 > 점검"],
      ["text", "주의: 뜨겁다", 10, "펌프 지침 > 점검"],
      ["row", "항목 | 기준", 12, "펌프 지침 > 점검"],
      ["row", "온도 | 80 ℃", 14, "펌프 지침 > 점검"],
      ["row", "진동|7.1 mm/s", 15, "펌프 지침 > 점검"],
      ["code", "# not a heading\nrun", 18, "펌프 지침 > 점검"],
      ["text", "끝", 22, "펌프 지침 > 점검 > 세부"],
      ["text", "남긴다", 24, "펌프 지침 > 기록"],
    ]);
  });

  it("takes the title from the front matter, and leaves the rest of it out", async () => {
    const { title, blocks } = await extracted("markdown", "---\ntitle: Pump rules\nowner: x\n---\nText\n");
    expect([title, blocks.map(({ text, line }) => [text, line])]).toEqual(["Pump rules", [["Text", 5]]]);
  });

  it("reads Windows line ends, and HTML inside as its text", async () => {
    expect(await blocksOf("markdown", "# A\r\n\r\n<p>Open <b>slowly</b></p>\r\n<!-- not this -->\r\n")).toEqual([
      ["text", expect.stringMatching(/^Open\s+slowly/), 3, "A"],
    ]);
  });

  it.each([
    ["quotes", ">".repeat(50_000)],
    ["lists", "- ".repeat(50_000)],
    ["numbers", "1. ".repeat(50_000)],
    ["ever deeper lists", Array.from({ length: 500 }, (_, depth) => `${"  ".repeat(depth)}- x`).join("\n")],
    ["brackets", "[".repeat(50_000)],
    ["stars", "*a ".repeat(50_000)],
    ["fences", "```\n".repeat(20_001)],
    ["one line", "낱말 ".repeat(100_000)],
  ])("of nothing but %s does not hold up the others", { timeout: 60_000 }, async (_, text) => {
    const before = process.cpuUsage();
    await extracted("markdown", text);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(8_000);
  });
});

describe("a document that comes in pieces", () => {
  const markdown = `---\r\ntitle: 지침\n---\n# 펌프\n\n1. 하나\n\n   이어서\n2. 둘\n\n| 항목 | 기준 |\n|---|---|\n| 온도 | 80 ℃ |\n\n\`\`\`\ncode\r\n\`\`\`\n## 끝\n글`;
  const html = `<title>밸브</title><h1>규칙</h1><p>천천히 &amp; 조용히</p><table><tr><td>가</td><td>나</td></tr></table>끝`;
  it.each([
    ["markdown", markdown],
    ["html", html],
    ["text", "첫째\n둘째\n\n\f셋째\r\n\r\n넷째"],
  ] as const)("is the same in %s, wherever it is cut", async (format, source) => {
    const whole = await extracted(format, source);
    expect(whole.blocks.length).toBeGreaterThan(2);
    for (const pieceBytes of [1, 2, 3, 7, 64]) expect(await extracted(format, source, pieceBytes)).toEqual(whole);
  });
});

describe("a document without breaks is read in blocks of bounded size", () => {
  const sizeOf = (blocks: { text: string }[]) => Math.max(...blocks.map(({ text }) => text.length));
  const words = "낱말 ".repeat(100_000);
  it.each([
    ["text", words],
    ["text", "한 줄\n".repeat(60_000)],
    ["markdown", words],
    ["markdown", "- 항목\n".repeat(15_000)],
    ["markdown", `\`\`\`\n${"# not a heading\n".repeat(20_000)}\`\`\`\n`],
    ["html", words],
    ["html", `<pre>${"줄\n".repeat(100_000)}</pre>`],
    ["html", `<table><tr>${"<td>칸</td>".repeat(80_000)}`],
    ["html", `<table><tr><td>${words}`],
    ["html", `<h1>${words}</h1><p>글`],
  ] as const)("%s", async (format, source) => {
    const { blocks } = await extracted(format, source);
    expect(sizeOf(blocks)).toBeLessThan(130_000);
    const letters = (text: string) => text.replaceAll(/<[^>]*>|[^가-힣a-z]/g, "").length;
    if (!source.startsWith("<h1>")) {
      expect(letters(blocks.map(({ text }) => text).join(" "))).toBe(letters(source));
    }
    for (const { headings } of blocks) expect(headings.join("").length).toBeLessThan(1_000);
  });

  it("HTML with a comment that never ends is refused, and none of it stays in memory", async () => {
    await expect(extracted("html", `<p>글</p><!--${"x".repeat(20_000_000)}`)).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringContaining("comment"),
    });
  });

  it("a code block that is cut stays code, and its lines stay where they are", async () => {
    const source = `글\n\n\`\`\`sh\n${Array.from({ length: 9_000 }, (_, n) => `# line ${n + 4}`).join("\n")}\n\`\`\`\n\n# 뒤\n끝\n`;
    const { blocks } = await extracted("markdown", source);
    const code = blocks.filter(({ kind }) => kind === "code");
    expect(code.length).toBeGreaterThan(1);
    for (const { text, line } of code) expect(text).toMatch(new RegExp(`^# line ${line}\n`));
    expect(blocks.at(-1)).toMatchObject({ text: "끝", headings: ["뒤"], line: 9_007 });
  });
});

describe("a document of nothing but headings", () => {
  it.each([
    ["markdown", "# Pump rules\n## Empty\n"],
    ["html", "<h1>Pump rules</h1>"],
  ] as const)("in %s holds its title", async (format, text) => {
    expect(await blocksOf(format, text)).toEqual([["text", "Pump rules", 1, ""]]);
  });
});

describe("text", () => {
  it("is parted by blank lines and form feeds", async () => {
    const { blocks } = await extracted("text", "one\ntwo\n\n\nthree\n\ffour\n");
    expect(blocks.map(({ text, line, page }) => [text, line, page])).toEqual([
      ["one\ntwo", 1, 1],
      ["three", 5, 1],
      ["four", 6, 2],
    ]);
  });

  it("without form feeds has no pages", async () => {
    expect((await extracted("text", "one")).blocks[0]).not.toHaveProperty("page");
  });
});

describe("HTML", () => {
  it("is what a reader sees: no scripts, styles, navigation, header or footer; entities resolved", async () => {
    const source = `<html><head><title>Pump &amp; valve</title><style>p{}</style><script>alert("x")</script></head>
      <body><header>Logo</header><nav><a href="/">Home</a></nav>
      <h1>Rules</h1><p>Open   the <b>valve</b> slowly&nbsp;now.<br>Then wait.</p>
      <ul><li>Check oil<li>Check &lt;seal&gt;</ul>
      <table><tr><th>Item</th><th>Limit</th></tr><tr><td>Oil</td><td><p>80 &#8451;</p></td></tr></table>
      <pre>line 1
line 2</pre><h2>After</h2>Loose text<footer>Copyright</footer></body></html>`;
    expect((await extracted("html", source)).title).toBe("Pump & valve");
    expect(await blocksOf("html", source)).toEqual([
      ["text", "Open the valve slowly now.", 2, "Rules"],
      ["text", "Then wait.", 3, "Rules"],
      ["text", "Check oil", 4, "Rules"],
      ["text", "Check <seal>", 5, "Rules"],
      ["row", "Item | Limit", 6, "Rules"],
      ["row", "Oil | 80 ℃", 7, "Rules"],
      ["code", "line 1\nline 2", 8, "Rules"],
      ["text", "Loose text", 11, "Rules > After"],
    ]);
  });

  it("that is broken is read as far as it goes", async () => {
    expect(await blocksOf("html", "<p>One<p>Two<div><td>Three</b></p>")).toEqual([
      ["text", "One", 1, ""],
      ["text", "Two", 2, ""],
      ["text", "Three", 3, ""],
    ]);
  });
});
