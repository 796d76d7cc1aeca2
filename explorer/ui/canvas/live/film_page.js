// A run as a film that needs no server: the app's panel, fed by recorded frames instead of a run.

import { decode } from "../shared/frame.js";
import { Panel } from "./panel.js";

const recorded = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("recorded")).textContent || "{}");

/** @param {string} frame */
function say(frame) {
  panel.show(decode(Uint8Array.from(atob(frame), (sign) => sign.charCodeAt(0)).buffer));
}

/** @param {any} order of the panel, which takes us for a server */
function answer(order) {
  if (order.op === "film") return say(recorded.film);
  if (order.op !== "look") return;
  const at = order.at === null ? -1 : recorded.steps.findLastIndex((/** @type {number} */ step) => step <= order.at);
  say(at < 0 ? recorded.now : recorded.past[at]);
}

/** @type {import("../shared/mounted.js").Component} */
const component = {
  data: recorded.data,
  parentElement: document.body,
  setTriggerValue: () => {},
  setStateValue: (_name, orders) => {
    const [order] = /** @type {any[]} */ (orders).slice(-1);
    setTimeout(() => answer(order));
  },
};
const panel = new Panel(component);
panel.receive(component);
say(recorded.hello);
/** @type {HTMLInputElement} */ for (const field of panel.root.querySelectorAll(".live-probe input, .live-watched"))
  field.setAttribute("readonly", "");
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => panel.restyle());
