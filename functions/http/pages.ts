import { default as apiScript } from "../../web/api.client.js";
import chatStyle from "../../web/chat.css";
import chatPage from "../../web/chat.html";
import { default as chatScript } from "../../web/chat.client.js";
import { default as elementScript } from "../../web/element.client.js";
import mark from "../../web/mark.svg";
import referenceStyle from "../../web/reference.css";
import { default as textsScript } from "../../web/texts.client.js";
import themeStyle from "../../web/theme.css";
import { default as turnScript } from "../../web/turn.client.js";
import { default as workOrderScript } from "../../web/work-order.client.js";
import type { Reply } from "../edge/reply.ts";
import { referencePage } from "./reference-page.ts";

const html = "text/html; charset=utf-8";
const css = "text/css; charset=utf-8";
const script = "text/javascript; charset=utf-8";
const svg = "image/svg+xml";

type Page = { type: string; text: string | (() => string) };

const pages = new Map<string, Page>([
  ["/", { type: html, text: chatPage }],
  ["/reference", { type: html, text: referencePage }],
  ["/assets/api.js", { type: script, text: apiScript }],
  ["/assets/chat.css", { type: css, text: chatStyle }],
  ["/assets/chat.js", { type: script, text: chatScript }],
  ["/assets/element.js", { type: script, text: elementScript }],
  ["/assets/mark.svg", { type: svg, text: mark }],
  ["/assets/reference.css", { type: css, text: referenceStyle }],
  ["/assets/texts.js", { type: script, text: textsScript }],
  ["/assets/theme.css", { type: css, text: themeStyle }],
  ["/assets/turn.js", { type: script, text: turnScript }],
  ["/assets/work-order.js", { type: script, text: workOrderScript }],
]);

/** Our own scripts, styles and calls only; no inline code, no frames. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The page or the part of a page at this address. */
export function pageAt(path: string): (() => Reply) | undefined {
  const page = pages.get(path.length > 1 ? path.replace(/\/$/, "") : path);
  return (
    page &&
    (() => ({
      status: 200,
      body: typeof page.text === "string" ? page.text : page.text(),
      headers: { "content-type": page.type, "content-security-policy": policy, "cache-control": "no-cache" },
    }))
  );
}
