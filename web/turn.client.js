import { element } from "./element.js";
import { chosenTexts } from "./texts.js";

const percent = (value) => `${Math.round(value * 100)}%`;

/** Past work orders with the reason for each; `onDraft(id)` makes a draft of one. */
export function recommendationCards(recommendations, onDraft) {
  const texts = chosenTexts();
  return element(
    "div",
    { class: "cards" },
    ...recommendations.map((order, index) =>
      element(
        "details",
        { class: "card", ...(index === 0 ? { open: "" } : {}) },
        element(
          "summary",
          {},
          element("span", { class: "title" }, order.title),
          element("span", { class: "score" }, percent(order.score)),
        ),
        element("p", {}, [order.itemNo, order.location, order.equipmentType].filter(Boolean).join(" · ")),
        element("p", {}, [order.statusCode, order.priority].filter(Boolean).join(" · ")),
        element(
          "div",
          { class: "why" },
          ...Object.entries(order.why).map(([field, value]) =>
            element("span", {}, `${texts.fields[field] ?? field} ${percent(value)}`),
          ),
        ),
        element(
          "div",
          { class: "foot" },
          element("button", { type: "button", onclick: () => onDraft(order.workOrderId) }, texts.draft),
        ),
      ),
    ),
  );
}

export function citationList(citations) {
  const texts = chosenTexts();
  const place = (citation) =>
    citation.page ? ` ${texts.page} ${citation.page}` : citation.line ? ` ${texts.line} ${citation.line}` : "";
  return element(
    "div",
    { class: "cards", "aria-label": texts.sources },
    ...citations.map((citation) =>
      element(
        "div",
        { class: "citation" },
        element("b", {}, `[${citation.id}] ${citation.title}${place(citation)}`),
        element("div", {}, citation.quote),
      ),
    ),
  );
}

/** What is known, and what is still asked for. */
export function clueChips(clues, missing) {
  const texts = chosenTexts();
  const known = Object.entries(clues).map(([field, clue]) =>
    element("span", { class: "chip", title: clue.original }, element("b", {}, texts.fields[field]), clue.term),
  );
  const asked = missing.map((field) =>
    element("span", { class: "chip missing" }, `${texts.missing}: ${texts.fields[field]}`),
  );
  return [...known, ...asked];
}
