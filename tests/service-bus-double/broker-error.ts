/** What the broker refuses with: an AMQP error condition, and the status of a management answer. */
export class BrokerError extends Error {
  readonly condition: string;
  readonly status: number;

  constructor(condition: string, description: string, status: number) {
    super(description);
    this.condition = condition;
    this.status = status;
  }
}

export const notFound = (address: string) =>
  new BrokerError("amqp:not-found", `The messaging entity '${address}' could not be found.`, 404);

export const lockLost = () =>
  new BrokerError("com.microsoft:message-lock-lost", "The lock is invalid: expired, or the message is gone.", 410);

export const notImplemented = (what: string) =>
  new BrokerError("amqp:not-implemented", `The double does not know ${what}.`, 501);

export const notAllowed = (why: string) => new BrokerError("amqp:not-allowed", why, 400);

/** What a link or a delivery is refused with; a bug of the double is told as such. */
export function amqpError(error: unknown): { condition: string; description: string } {
  return error instanceof BrokerError
    ? { condition: error.condition, description: error.message }
    : { condition: "amqp:internal-error", description: error instanceof Error ? String(error.stack) : String(error) };
}

/** Refuses every key that is not named: what the double ignores, a test would believe to work. */
export function onlyKeys(what: string, value: object | undefined, known: readonly string[]): void {
  const unknown = Object.keys(value ?? {}).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw notImplemented(`${what}: ${unknown.join(", ")}`);
}
