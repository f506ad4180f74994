/** What a model's endpoint says of itself. A server that has no list of models can't be asked for the name: `ok`. */
export type EndpointCheck =
  | { status: "ok" }
  | { status: "unreachable" }
  /** It answers, and refuses: a wrong key, most likely. */
  | { status: "refused"; httpStatus: number }
  /** It does not list the configured model; `listed` are those that it serves. */
  | { status: "unknown-model"; model: string; listed: string[] };
