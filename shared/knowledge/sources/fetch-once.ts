import { lookup, type LookupAddress } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { promisify } from "node:util";
import { AppError } from "../../errors.ts";
import { isPublicAddress } from "./public-address.ts";

/** Who asks. The first word is what a robots.txt may name. */
export const USER_AGENT = "PMark/0.1 (reads pages that a plant has listed)";

export type Reply = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };
export type Resolve = (host: string) => Promise<LookupAddress[]>;
export type FetchLimits = { timeoutMs: number; limitBytes: number };

const resolveAll = promisify(lookup);
export const resolveByDns: Resolve = (host) => resolveAll(host, { all: true });

/** One GET without redirects, to an address that was checked: the connection goes nowhere else. Throws `invalid-file` with the reason. */
export async function fetchOnce(
  url: URL,
  options: FetchLimits & { headers: Record<string, string>; allowPrivate: boolean; resolve: Resolve },
): Promise<Reply> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    const addresses = await orAborted(signal, checkedAddresses(url, options));
    return await request(url, addresses, { ...options, signal });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = signal.aborted ? `no whole answer within ${options.timeoutMs} ms` : (code ?? message);
    throw refused(`${url.host} did not answer (${reason}).`, cause);
  }
}

export function refused(reason: string, cause?: unknown): AppError {
  return new AppError("invalid-file", reason, { cause });
}

async function checkedAddresses(
  { hostname }: URL,
  { allowPrivate, resolve }: { allowPrivate: boolean; resolve: Resolve },
): Promise<LookupAddress[]> {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw refused(`${hostname} is no public address. If it may be read, say allowPrivate: true in its entry.`);
  }
  return addresses;
}

function request(
  url: URL,
  addresses: LookupAddress[],
  { headers, signal, limitBytes }: { headers: Record<string, string>; signal: AbortSignal; limitBytes: number },
): Promise<Reply> {
  const { get } = url.protocol === "https:" ? https : http;
  const about = { "user-agent": USER_AGENT, "accept-encoding": "identity", ...headers };
  return new Promise((resolve, reject) => {
    const sent = get(
      url,
      {
        headers: about,
        signal,
        agent: false,
        lookup: (_host, { all }, answer) =>
          all === true ? answer(null, addresses) : answer(null, addresses[0]!.address, addresses[0]!.family),
      },
      (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on("data", (piece: Buffer) => {
          size += piece.byteLength;
          if (size <= limitBytes) return void pieces.push(piece);
          reject(refused(`It is larger than ${limitBytes} bytes.`));
          sent.destroy();
        });
        response.once("error", reject);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
        );
      },
    );
    sent.once("error", reject);
  });
}

function orAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
