import { isSpanContextValid, type SpanContext, TraceFlags } from "@opentelemetry/api";

/** W3C Trace Context: two digits of version, then trace, parent and flags; later versions may add fields at the end. */
const shape = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const VERSION = "00";

/** The caller's place in its trace; undefined when the header says nothing that can be continued. */
export function parseTraceparent(header: unknown): SpanContext | undefined {
  if (typeof header !== "string" || header.length > 512) return undefined;
  const [, version, traceId, spanId, flags, more] = shape.exec(header.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === VERSION && more !== undefined) return undefined;
  const parsed = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(parsed) ? parsed : undefined;
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `${VERSION}-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
