/** One container: its partition key, and the only paths that queries use, so that a write costs no more than it must. */
export type ContainerDefinition = { id: string; partitionKey: string; indexed: string[] };

/** Every container of PMark. TTL is on, without a default: documents that may be forgotten carry their own `ttl`. */
export const cosmosContainers = {
  sessions: {
    id: "sessions",
    partitionKey: "/sessionId",
    indexed: ["/kind/?", "/userId/?", "/state/?", "/sortKey/?", "/updatedAt/?"],
  },
  summaries: {
    id: "summaries",
    partitionKey: "/sessionId",
    indexed: ["/userId/?", "/type/?", "/createdAt/?", "/sortKey/?", "/words/*"],
  },
  workOrders: {
    id: "work-orders",
    partitionKey: "/orderId",
    indexed: [
      "/kind/?",
      "/status/?",
      "/userId/?",
      "/sessionId/?",
      "/itemNo/?",
      "/location/?",
      "/equipmentType/?",
      "/statusCode/?",
      "/createdAt/?",
      "/sortKey/?",
      "/dueAt/?",
    ],
  },
  terms: { id: "terms", partitionKey: "/catalogue", indexed: ["/status/?", "/sortKey/?"] },
  documents: { id: "documents", partitionKey: "/id", indexed: ["/status/?", "/sortKey/?", "/isOpen/?", "/groups/*"] },
  runs: { id: "runs", partitionKey: "/id", indexed: ["/kind/?", "/sortKey/?"] },
  leases: { id: "leases", partitionKey: "/id", indexed: [] },
  turnStreams: {
    id: "turn-streams",
    partitionKey: "/sessionId",
    indexed: ["/kind/?", "/turnId/?", "/finished/?", "/acceptedAt/?", "/lastEventAt/?", "/lastId/?"],
  },
} as const satisfies Record<string, ContainerDefinition>;

/** The definition as the service takes it. */
export function containerRequest({ id, partitionKey, indexed }: ContainerDefinition) {
  return {
    id,
    partitionKey: { paths: [partitionKey] },
    defaultTtl: -1,
    indexingPolicy: {
      automatic: true,
      includedPaths: indexed.map((path) => ({ path })),
      excludedPaths: [{ path: "/*" }],
    },
  };
}

/** What of a definition a container lacks, in words for its operator; empty when it will serve. */
export function faultsOf(definition: ContainerDefinition, found: FoundContainer | undefined): string[] {
  const { id, partitionKey, indexed } = definition;
  if (found === undefined) return [`the container ${id} is missing (partition key ${partitionKey})`];
  const paths = found.partitionKey?.paths ?? [];
  const included = new Set(found.indexingPolicy?.includedPaths?.map(({ path }) => path));
  const unindexed = included.has("/*") ? [] : indexed.filter((path) => !included.has(path));
  return [
    ...(paths.length === 1 && paths[0] === partitionKey
      ? []
      : [`the container ${id} has the partition key ${paths.join(", ")}, not ${partitionKey}: it must be made anew`]),
    ...(found.defaultTtl === undefined
      ? [`the container ${id} has time to live off: set it on, without a default`]
      : []),
    ...(unindexed.length === 0 ? [] : [`the container ${id} does not index ${unindexed.join(", ")}`]),
  ];
}

type FoundContainer = {
  partitionKey?: { paths: string[] };
  defaultTtl?: number;
  indexingPolicy?: { includedPaths?: { path: string }[] };
};
