import { answerByRules } from "./answer-by-rules.ts";
import { answerMessages, factsIn } from "./answer-prompt.ts";
import { answerPhrases } from "./answer-phrases.ts";
import { markGate } from "./mark-gate.ts";
import { afterCall, availableModel } from "./model-call.ts";
import { quantityGate } from "./quantity-gate.ts";
import { smallTalk } from "./small-talk.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";

const MAX_TOKENS = 700;
const TEMPERATURE = 0.3;

/** Writes the answer: by the model when there is one and it is well, else by rules. */
export async function respond(state: TurnState, tools: TurnTools): Promise<Partial<TurnState>> {
  const { writer, emit } = tools;
  emit("citations", state.citations);
  const reply = smallTalk(state, state.language);
  if (reply !== undefined && writer.text() === "") {
    writer.write(reply);
    return { answer: writer.text() };
  }
  const available = writer.text() === "" ? availableModel(state, tools) : undefined;
  if (available === undefined) {
    finishByRules(state, tools);
    return { answer: writer.text(), degraded: state.degraded || tools.ports.model !== undefined };
  }

  const messages = answerMessages(state);
  const quantities = quantityGate(writer.write, factsIn(messages));
  const marks = markGate(
    quantities.take,
    state.citations.map(({ id }) => id),
  );
  const gate = rubbishGate(marks.take);
  const result = await available.model.stream({
    messages,
    maxTokens: MAX_TOKENS,
    temperature: TEMPERATURE,
    signal: AbortSignal.any([tools.signal, gate.signal, quantities.signal]),
    deadlineMs: available.deadlineMs,
    onToken: gate.take,
  });
  if (result.ok) {
    marks.end();
    quantities.end();
  }
  if (marks.removed() > 0) tools.ports.events.claimsRemoved({ format: "chat", count: marks.removed() });
  const isRubbish = gate.signal.aborted || quantities.signal.aborted;
  const verdict = isRubbish ? { ok: false, failure: "invalid" as const, usage: result.usage } : result;
  const left = afterCall(state, tools, "answer", verdict);
  if (!verdict.ok) finishByRules(state, tools);
  return { ...left, answer: writer.text() };
}

/** The rules' answer, in place of the model's or, where a reader has seen a piece of that, after it. */
function finishByRules(state: TurnState, { writer, cancelled }: TurnTools): void {
  if (cancelled.aborted) return;
  if (!writer.startOver()) writer.write(`\n\n${answerPhrases[state.language].cut}\n\n`);
  for (const line of answerByRules(state).split(/(?<=\n)/)) writer.write(line);
}

/** An answer is prose: what begins as JSON or code is a broken model's, and is stopped before a reader sees any of it. */
function rubbishGate(write: (text: string) => void) {
  const controller = new AbortController();
  let held = "";
  let isOpen = false;
  return {
    signal: controller.signal,
    take: (token: string): void => {
      if (isOpen) return write(token);
      held += token;
      const start = held.trimStart();
      if (start === "" || controller.signal.aborted) return;
      if (/^(?:[{<]|```|\[\s*[{"])/.test(start)) return controller.abort();
      if (start === "[" || start === "`" || start === "``") return;
      isOpen = true;
      write(start);
    },
  };
}
