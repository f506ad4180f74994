import { call, streamTurn } from "./api.js";
import { element } from "./element.js";
import { chosenLanguage, chosenTexts, switchLanguage } from "./texts.js";
import { citationList, clueChips, recommendationCards } from "./turn.js";
import { workOrderCard } from "./work-order.js";

const part = (id) => document.getElementById(id);
const [conversation, message, send, stop, end] = ["conversation", "message", "send", "stop", "end"].map(part);
let session;
let running;

function show(node) {
  const atBottom = conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 120;
  conversation.querySelector(".welcome")?.remove();
  conversation.append(node);
  if (atBottom) conversation.scrollTop = conversation.scrollHeight;
  return node;
}

const notice = (text, kind = "") => show(element("p", { class: `notice ${kind}` }, text));
const showError = (error) => notice(error instanceof TypeError ? chosenTexts().failed : error.message, "bad");
const bubble = (text, side) => show(element("div", { class: `bubble ${side}` }, text));
const sessionPath = (rest = "") => `/sessions/${encodeURIComponent(session.id)}${rest}`;

function showState(clues, missing) {
  part("clues").replaceChildren(...clueChips(clues, missing));
  end.disabled = session === undefined || session.state === "ended";
  message.disabled = send.disabled = session?.state === "ended";
}

function showTurn(turn) {
  if (turn.recommendations.length > 0) show(recommendationCards(turn.recommendations, draft));
  if (turn.citations.length > 0) show(citationList(turn.citations));
  if (turn.cancelled) notice(chosenTexts().cancelled);
  else if (turn.degraded) notice(chosenTexts().degraded);
  showState(turn.clues, turn.missing);
}

async function ask(text) {
  session ??= await call("POST", "/sessions", {});
  localStorage.setItem("session", session.id);
  const asked = bubble(text, "mine");
  const answer = bubble("", "theirs waiting");
  asked.scrollIntoView({ block: "start" });
  running = crypto.randomUUID();
  send.hidden = true;
  stop.hidden = false;
  try {
    for await (const { event, data } of streamTurn(session.id, { message: text, turnId: running })) {
      if (event === "token") answer.append(data.text);
      if (event === "error") throw new Error(data.detail);
      if (event === "done") {
        answer.textContent = data.answer;
        answer.classList.remove("waiting");
        showTurn(data);
        asked.scrollIntoView({ block: "start" });
      }
    }
  } finally {
    answer.classList.remove("waiting");
    if (answer.textContent === "") answer.remove();
    send.hidden = false;
    stop.hidden = true;
    running = undefined;
  }
}

async function draft(workOrderId) {
  const order = await call("POST", sessionPath("/work-orders"), { workOrderId }).catch(showError);
  if (!order?.id) return;
  const onFinalized = () => sessionEnded(chosenTexts().finalized);
  show(workOrderCard(order, { onFinalized, onError: showError })).scrollIntoView({ block: "nearest" });
}

async function sessionEnded(text) {
  session.state = "ended";
  showState({}, []);
  notice(text);
  for (let tries = 0; tries < 60; tries += 1) {
    const summary = await call("GET", sessionPath("/summary")).catch(showError);
    if (summary?.text) {
      const points = element("p", {}, summary.text);
      return show(element("article", { class: "card" }, element("h3", {}, chosenTexts().summary), points));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function startFresh() {
  session = undefined;
  localStorage.removeItem("session");
  const texts = chosenTexts();
  const examples = texts.examples.map((text) =>
    element("button", { type: "button", onclick: () => submit(text) }, text),
  );
  const intro = [element("h2", {}, texts.welcomeTitle), element("p", {}, texts.welcome)];
  conversation.replaceChildren(
    element("section", { class: "welcome" }, ...intro, element("div", { class: "examples" }, ...examples)),
  );
  showState({}, []);
  message.focus();
}

/** Goes on with the conversation that this browser had open. */
async function resume() {
  const id = localStorage.getItem("session");
  if (id === null) return startFresh();
  try {
    session = await call("GET", `/sessions/${encodeURIComponent(id)}`);
    const { items } = await call("GET", sessionPath("/turns?limit=100"));
    if (items.length === 0) return startFresh();
    for (const turn of items) {
      bubble(turn.message, "mine");
      bubble(turn.answer, "theirs");
      showTurn(turn);
    }
    showState(session.clues, session.missing);
  } catch {
    startFresh();
  }
}

function submit(text) {
  if (running || text.trim() === "") return;
  message.value = "";
  ask(text.trim()).catch((error) => {
    message.value ||= text;
    showError(error);
  });
}

function applyTexts() {
  const texts = chosenTexts();
  document.documentElement.lang = chosenLanguage();
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = texts[node.dataset.text];
  message.placeholder = texts.placeholder;
  part("language").textContent = texts.other;
}

part("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit(message.value);
});
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit(message.value);
});
stop.addEventListener("click", () => call("POST", sessionPath(`/turns/${running}/cancel`), {}).catch(showError));
end.addEventListener("click", () =>
  call("POST", sessionPath("/end"), {}).then(() => sessionEnded(chosenTexts().ended), showError),
);
part("fresh").addEventListener("click", startFresh);
part("language").addEventListener("click", () => {
  switchLanguage();
  applyTexts();
  if (session === undefined) startFresh();
});

applyTexts();
void resume();
