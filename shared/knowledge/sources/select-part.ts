import { compile, selectAll } from "css-select";
import { DomUtils, parseDocument } from "htmlparser2";
import { AppError } from "../../errors.ts";

/** A page's tree is many times its size. */
const LIMIT_CHARACTERS = 8_388_608;

export function isSelector(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    return false;
  }
}

/** The page's title and what the selector names, as HTML. Throws `invalid-file` where it names nothing. */
export function selectPart(html: string, selector: string): string {
  if (html.length > LIMIT_CHARACTERS) throw new AppError("invalid-file", "The page is too large for a selector.");
  try {
    const page = parseDocument(html);
    const parts = DomUtils.removeSubsets(selectAll(selector, page));
    if (parts.length === 0) throw new AppError("invalid-file", `The selector ${selector} names nothing on the page.`);
    const title = DomUtils.findOne(({ name }) => name === "title", page.children);
    return DomUtils.getOuterHTML([...(title === null ? [] : [title]), ...parts]);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError("invalid-file", "The page is nested too deeply for a selector.", { cause });
  }
}
