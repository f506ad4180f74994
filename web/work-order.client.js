import { call } from "./api.js";
import { element } from "./element.js";
import { chosenTexts } from "./texts.js";

const fields = ["title", "itemNo", "location", "equipmentType", "statusCode", "priority", "process", "details"];
const limits = { title: 20, details: 100 };

/** An editable draft; `onFinalized` is called once it is part of the history. */
export function workOrderCard(draft, { onFinalized, onError }) {
  const texts = chosenTexts();
  let order = draft;
  const said = element("p", { role: "status" });
  const inputs = Object.fromEntries(
    fields.map((name) => {
      const input = element(name === "details" ? "textarea" : "input", { maxlength: limits[name] ?? 200 });
      input.value = order[name];
      return [name, input];
    }),
  );
  const label = (name) => element("label", {}, texts.fields[name], inputs[name]);

  async function save() {
    const changes = fields.filter((name) => inputs[name].value !== order[name]);
    if (changes.length === 0) return;
    const body = Object.fromEntries(changes.map((name) => [name, inputs[name].value]));
    order = await call("PATCH", `/work-orders/${encodeURIComponent(order.id)}`, body, { "if-match": order.etag });
    for (const name of fields) inputs[name].value = order[name];
    said.textContent = texts.saved;
  }

  async function finalize() {
    await save();
    await call("POST", `/work-orders/${encodeURIComponent(order.id)}/finalize`, {});
    for (const control of card.querySelectorAll("input, textarea, button")) control.disabled = true;
    onFinalized();
  }

  const card = element(
    "form",
    { class: "card order", onsubmit: (event) => event.preventDefault() },
    element("h3", {}, texts.orderTitle),
    element("div", { class: "grid" }, ...fields.slice(0, -1).map(label)),
    label("details"),
    element(
      "div",
      { class: "foot" },
      element("button", { type: "button", onclick: () => save().catch(onError) }, texts.save),
      element("button", { type: "button", onclick: () => finalize().catch(onError) }, texts.finalize),
      said,
    ),
  );
  return card;
}
