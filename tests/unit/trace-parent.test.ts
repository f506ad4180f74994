import { describe, expect, it } from "vitest";
import { formatTraceparent, parseTraceparent } from "../../shared/trace-parent.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("a traceparent header", () => {
  it.each([
    ["sampled", `00-${traceId}-${spanId}-01`, 1],
    ["not sampled", `00-${traceId}-${spanId}-00`, 0],
    ["with flags of a later version", `00-${traceId}-${spanId}-ff`, 1],
    ["of a later version", `01-${traceId}-${spanId}-01`, 1],
    ["of a later version with more fields", `cc-${traceId}-${spanId}-01-what-the-future-brings`, 1],
    ["between blanks", ` 00-${traceId}-${spanId}-01 `, 1],
  ])("is continued when it is %s", (_, header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  });

  it.each([
    ["missing", undefined],
    ["no text", 7],
    ["empty", ""],
    ["of the forbidden version", `ff-${traceId}-${spanId}-01`],
    ["longer than its version allows", `00-${traceId}-${spanId}-01-more`],
    ["in capitals", `00-${traceId.toUpperCase()}-${spanId}-01`],
    ["too short", `00-${traceId.slice(1)}-${spanId}-01`],
    ["without flags", `00-${traceId}-${spanId}`],
    ["without a trace", `00-${"0".repeat(32)}-${spanId}-01`],
    ["without a parent", `00-${traceId}-${"0".repeat(16)}-01`],
    ["no hexadecimal number", `00-${"z".repeat(32)}-${spanId}-01`],
    ["two headers in one", `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
    ["endless", `cc-${traceId}-${spanId}-01-${"x".repeat(10_000)}`],
  ])("is ignored when it is %s", (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it("is written as it is read", () => {
    const header = `00-${traceId}-${spanId}-01`;
    expect(formatTraceparent(parseTraceparent(header)!)).toBe(header);
  });
});
