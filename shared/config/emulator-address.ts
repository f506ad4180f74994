import { isIP } from "node:net";

/** Whether a host name is of this machine, a container beside it or a private network: where emulators run, never Azure. */
export function isEmulatorHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (isIP(name) !== 0) return privateAddress.test(name);
  return !name.includes(".") || localNames.test(name);
}

/** The host that a connection string leads to; undefined when it names none. */
export function connectionStringHost(connectionString: string): string | undefined {
  const parts = new Map(
    connectionString.split(";").map((part) => {
      const [name = "", ...value] = part.split("=");
      return [name.trim().toLowerCase(), value.join("=").trim()];
    }),
  );
  if (parts.get("usedevelopmentstorage") === "true") return "127.0.0.1";
  const endpoint = parts.get("endpoint") ?? parts.get("blobendpoint");
  if (endpoint !== undefined) return URL.parse(endpoint.replace(/^sb:/i, "http:"))?.hostname || undefined;
  const account = parts.get("accountname");
  return account && `${account}.blob.${parts.get("endpointsuffix") ?? "core.windows.net"}`;
}

const privateAddress = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/;
const localNames = /(?:^|\.)(?:localhost|docker\.internal)$/;
