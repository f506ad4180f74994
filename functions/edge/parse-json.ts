import { AppError } from "../../shared/errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** Only an escape can bring half a surrogate pair into a text that was valid UTF-8. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** JSON from bytes: valid UTF-8 (with or without BOM) and whole characters only, else `invalid-json`. Depth is no danger. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid-json", "Send one JSON document; this one can't be parsed.", { cause: error });
  }
  if (surrogateEscape.test(text)) refuseLoneSurrogates(value);
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new AppError("invalid-json", "Send the body as UTF-8; it holds bytes that are not.", { cause: error });
  }
}

function refuseLoneSurrogates(root: unknown): void {
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") {
      if (!value.isWellFormed()) throw new AppError("invalid-json", "A string holds half of a surrogate pair.");
    } else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value)) open.push(key, child);
    }
  }
}
