import { BlockList, isIPv6 } from "node:net";

/** What the IANA's registries of special addresses keep from the public internet, for IPv6 within 2000::/3. */
const ranges: Record<"ipv4" | "ipv6", string[]> = {
  ipv4: [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
  ],
  ipv6: ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"],
};
const special = new BlockList();
for (const [family, list] of Object.entries(ranges) as ["ipv4" | "ipv6", string[]][]) {
  for (const range of list) {
    const [net, prefix] = range.split("/");
    special.addSubnet(net!, Number(prefix), family);
  }
}
/** Only 2000::/3 is given out to the public; what carries an IPv4 address within lies outside, or in the ranges above. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved. */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !special.check(address, "ipv4");
  return global.check(address, "ipv6") && !special.check(address, "ipv6");
}
