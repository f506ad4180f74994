import type { Sender } from "rhea";
import { amqpError, BrokerError, notImplemented, onlyKeys } from "./broker-error.ts";
import { answerManagement, type ManagementBody } from "./management.ts";
import type { AmqpMessage, IncomingLink } from "./rhea-links.ts";
import type { Source } from "./stored-queue.ts";

/** Answers a token for one audience; the double takes any token, but only in the right form. */
export function answerClaim(link: IncomingLink, request: AmqpMessage): void {
  const { operation, name, type, ...others } = request.application_properties ?? {};
  const isToken = operation === "put-token" && typeof name === "string" && typeof request.body === "string";
  const isKnown = isToken && Object.keys(others).length === 0 && TOKEN_TYPES.includes(String(type));
  const answer = isKnown
    ? { "status-code": 202, "status-description": "Accepted" }
    : { "status-code": 400, "status-description": "The claim has another form than the double knows." };
  reply(link, "$cbs", request, answer);
}

/** Answers one request to the management node of a queue. */
export function answerRequest(link: IncomingLink, address: string, source: Source, request: AmqpMessage): void {
  try {
    const { operation, ...others } = request.application_properties ?? {};
    onlyKeys("request properties", others, ["associated-link-name", "com.microsoft:tracking-id"]);
    if (typeof operation !== "string") throw notImplemented("a request without operation");
    const body = answerManagement(source, operation, (request.body ?? {}) as ManagementBody);
    reply(link, address, request, { statusCode: body === undefined ? 204 : 200, statusDescription: "OK" }, body ?? {});
  } catch (error) {
    const { condition, description } = amqpError(error);
    const statusCode = error instanceof BrokerError ? error.status : 500;
    reply(link, address, request, { statusCode, statusDescription: description, errorCondition: condition });
  }
}

const TOKEN_TYPES = ["servicebus.windows.net:sastoken", "jwt"];

/** Answers go to the link on which the client reads from the same node, in the same session. */
function reply(link: IncomingLink, node: string, request: AmqpMessage, properties: object, body: unknown = null): void {
  const back = link.session.find_sender((sender: Sender) => sender.source?.address === node);
  back?.send({ correlation_id: request.message_id, application_properties: properties, body } as never);
}
