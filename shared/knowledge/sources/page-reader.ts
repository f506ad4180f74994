import robotsParser from "robots-parser";
import {
  type FetchLimits,
  fetchOnce,
  refused,
  type Reply,
  type Resolve,
  resolveByDns,
  USER_AGENT,
} from "./fetch-once.ts";

type Robots = {
  isDisallowed(url: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
};
/** Its declarations speak of a default export; what Node imports is the function itself. */
const parseRobots = robotsParser as unknown as (url: string, text: string) => Robots;

export type PageVerdict =
  | { status: "unchanged" }
  | { status: "gone" }
  | { status: "page"; body: Buffer; contentType: string | undefined; etag?: string; lastModified?: string };
export type PageRequest = {
  url: string;
  /** For the address's own host and port; a redirect elsewhere never reaches a private address. */
  allowPrivate: boolean;
  etag?: string | undefined;
  lastModified?: string | undefined;
};
export type PageReader = { read(request: PageRequest): Promise<PageVerdict> };

const MAX_REDIRECTS = 5;
const MAX_CRAWL_DELAY_MS = 10_000;
const ROBOTS_LIMIT_BYTES = 524_288;

/**
 * Reads pages one after the other: a pause between two requests to a host, robots.txt as RFC 9309 has it (none: all is
 * allowed; no answer: nothing is), at most five redirects, each checked like the first. Throws `invalid-file` with the reason.
 */
export function pageReader(options: Partial<FetchLimits & { pauseMs: number; resolve: Resolve }> = {}): PageReader {
  const { timeoutMs = 30_000, limitBytes = 52_428_800, pauseMs = 1_000, resolve = resolveByDns } = options;
  const robotsOf = new Map<string, Promise<Robots>>();
  const askedAt = new Map<string, number>();

  type Ask = { headers: Record<string, string>; privateOrigin: string | undefined; limitBytes: number };
  async function ask(url: URL, { privateOrigin, ...more }: Ask, delayMs: number): Promise<Reply> {
    const wait = (askedAt.get(url.host) ?? Number.NEGATIVE_INFINITY) + delayMs - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    try {
      return await fetchOnce(url, { ...more, timeoutMs, resolve, allowPrivate: url.origin === privateOrigin });
    } finally {
      askedAt.set(url.host, performance.now());
    }
  }

  async function follow(from: URL, request: Ask, delayOf: (url: URL) => Promise<number>): Promise<Reply> {
    let url = from;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("It leads to what is no web address.");
      const reply = await ask(url, request, await delayOf(url));
      const { location } = reply.headers;
      if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) return reply;
      if (!URL.canParse(location, url)) throw refused("It leads to what is no web address.");
      url = new URL(location, url);
    }
    throw refused(`It leads on more than ${MAX_REDIRECTS} times.`);
  }

  async function readRobots(origin: string, privateOrigin: string | undefined): Promise<Robots> {
    const url = new URL("/robots.txt", origin);
    const request = { headers: {}, privateOrigin, limitBytes: ROBOTS_LIMIT_BYTES };
    const { status, body } = await follow(url, request, async () => pauseMs);
    if (status >= 500) throw refused(`The robots.txt of ${url.host} can't be read (${status}), so nothing is.`);
    return parseRobots(url.href, status < 300 ? body.toString("utf8") : "");
  }

  return {
    async read({ url: address, allowPrivate, etag, lastModified }) {
      const start = new URL(address);
      const privateOrigin = allowPrivate ? start.origin : undefined;
      const headers = {
        ...(etag === undefined ? {} : { "if-none-match": etag }),
        ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
      };
      const allowed = async (url: URL) => {
        const key = `${url.origin} ${privateOrigin ?? ""}`;
        const robots = await (robotsOf.get(key) ?? remember(key, readRobots(url.origin, privateOrigin)));
        if (robots.isDisallowed(url.href, USER_AGENT) === true)
          throw refused(`The robots.txt of ${url.host} forbids it.`);
        const crawlDelayMs = (robots.getCrawlDelay(USER_AGENT) ?? 0) * 1_000;
        return Math.max(pauseMs, Math.min(crawlDelayMs, MAX_CRAWL_DELAY_MS));
      };
      return verdictOf(await follow(start, { headers, privateOrigin, limitBytes }, allowed));
    },
  };

  function remember(key: string, robots: Promise<Robots>): Promise<Robots> {
    robotsOf.set(key, robots);
    return robots;
  }
}

function verdictOf({ status, headers, body }: Reply): PageVerdict {
  if (status === 304) return { status: "unchanged" };
  if (status === 404 || status === 410) return { status: "gone" };
  if (status !== 200) throw refused(`It was answered with ${status}.`);
  const coding = headers["content-encoding"] ?? "identity";
  if (coding !== "identity") throw refused("It came compressed, although that was not asked for.");
  const { etag, "last-modified": lastModified } = headers;
  return {
    status: "page",
    body,
    contentType: headers["content-type"],
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}
