import { Parser } from "htmlparser2";
import type { EntrySink } from "./read-zip.ts";

export type XmlHandlers = {
  /** Names come without their prefix. */
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

/** Hands on the elements of an XML entry as it comes. Entities of its own are not expanded, so they can't multiply. */
export function xmlSink(handlers: XmlHandlers): EntrySink {
  const decoder = new TextDecoder();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handlers.open?.(bare(name), attributes),
      ontext: (text) => handlers.text?.(text),
      onclosetag: (name) => handlers.close?.(bare(name)),
    },
    { xmlMode: true, decodeEntities: true },
  );
  return (content, isLast) => {
    parser.write(decoder.decode(content, { stream: !isLast }));
    if (isLast) parser.end();
  };
}

function bare(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
