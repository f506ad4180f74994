import { graph } from "../workflow/graph.ts";
import { apologise } from "./apologise.ts";
import { afterCheck, checkQuality } from "./check-quality.ts";
import { normalise } from "./normalise.ts";
import { parse } from "./parse.ts";
import { recommend } from "./recommend.ts";
import { respond } from "./respond.ts";
import { retrieve, wantsRetrieval } from "./retrieve.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";
import { validate } from "./validate.ts";

/** The whole flow of a turn: from a message to a checked answer. */
export const chatTurn = graph<TurnState, TurnTools>()({
  start: "validate",
  onError: "apologise",
  maxSteps: 20,
  steps: {
    validate: { run: validate, next: "parse" },
    parse: { run: parse, next: "normalise" },
    normalise: { run: normalise, next: { choose: wantsRetrieval, among: ["retrieve", "recommend"] } },
    retrieve: { run: retrieve, next: "recommend" },
    recommend: { run: recommend, next: "respond" },
    respond: { run: respond, next: "checkQuality" },
    checkQuality: { run: checkQuality, next: { choose: afterCheck, among: ["end", "parse", "apologise"] } },
    apologise: { run: apologise, next: "end" },
  },
});
