// What every page has: “Copy link”, “Keep this view”, words completed while they are typed, and the view for a projector, which the key P begins and ends.

import { setText } from "../shared/elements.js";
import { mounted } from "../shared/mounted.js";
import { Completion } from "./complete.js";
import { CopyLink } from "./copy.js";
import { KeepView } from "./keep.js";
import { Kiosk } from "./kiosk.js";
import { OnePlace } from "./one_place.js";
import { Pasted } from "./pasted.js";
import { Reconnected } from "./reconnected.js";

const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

class Manners {
  /** @param {import("../shared/mounted.js").Component} component */
  constructor(component) {
    this.component = component;
    this.said = /** @type {HTMLElement} */ (component.parentElement.querySelector(".canvas-said"));
    const button = /** @type {HTMLElement} */ (component.parentElement.querySelector(".page-copy"));
    this.copy = new CopyLink(button, this.said, (number) => this.component.setTriggerValue("link", number));
    const keep = /** @type {HTMLElement} */ (component.parentElement.querySelector(".page-keep"));
    this.keep = new KeepView(keep, this.said, (view) => this.component.setTriggerValue("keep", view));
    this.completion = new Completion(component.parentElement, this.said);
    this.onePlace = new OnePlace();
    this.pasted = new Pasted();
    this.reconnected = new Reconnected(() => this.component.setTriggerValue("again", Date.now()));
    this.kiosk = new Kiosk(/** @type {HTMLElement} */ (component.parentElement.querySelector(".page-kiosk")));
    this.present = false;
    this.turned = component.data.turned;
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    this.component = component;
    this.show(component.data.present);
    this.copy.receive(component.data.link);
    this.keep.receive(component.data.kept);
    this.completion.receive(component.data.complete);
    if (component.data.turned !== this.turned) this.toTheTop();
    this.turned = component.data.turned;
  }

  /** Show the page from its top and read on there: the button “Next” at its end may be gone. */
  toTheTop() {
    document.querySelector(".stMain")?.scrollTo(0, 0);
    const title = /** @type {HTMLElement | null} */ (document.querySelector(".stMain h1"));
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
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
    this.copy.close();
    this.keep.close();
    this.completion.close();
    this.onePlace.close();
    this.pasted.close();
    this.reconnected.close();
    this.kiosk.close();
    document.removeEventListener("keydown", this.onKey);
    document.documentElement.classList.remove("page-present");
  }
}

export default mounted((component) => new Manners(component));
