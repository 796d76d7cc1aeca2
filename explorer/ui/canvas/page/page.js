// The view for a projector: the key P begins and ends it.

import { setText } from "../shared/elements.js";
import { mounted } from "../shared/mounted.js";

const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

class Manners {
  /** @param {import("../shared/mounted.js").Component} component */
  constructor(component) {
    this.component = component;
    this.said = /** @type {HTMLElement} */ (component.parentElement.querySelector(".page-said"));
    this.present = false;
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    this.component = component;
    this.show(component.data.present);
  }

  /** @param {boolean} present */
  show(present) {
    this.present = present;
    document.documentElement.classList.toggle("page-present", present);
    window.dispatchEvent(new Event("resize")); // canvases and figures look at their size again
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.key.toLowerCase() !== "p" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.(TYPING)) return;
    this.show(!this.present);
    setText(this.said, this.present ? "View for a projector; P ends it." : "Usual view.");
    this.component.setTriggerValue("present", this.present);
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    document.documentElement.classList.remove("page-present");
  }
}

export default mounted((component) => new Manners(component));
