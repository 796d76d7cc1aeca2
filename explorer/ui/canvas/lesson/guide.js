// The row of a lesson's steps, an outline around the part that a step is about, and its replies for screen
// readers.

import { make, setText } from "../shared/elements.js";
import { mounted } from "../shared/mounted.js";

const LOOKED_AT = "lesson-look";
const STILL = "(prefers-reduced-motion: reduce)";
const ROOM = 50; // pixels beside the strip, for the label and the number of a slider

/** @param {Element | null | undefined} place need not be one that takes the focus by itself */
function focusOn(place) {
  const wanted = /** @type {HTMLElement | null | undefined} */ (place);
  if (wanted && wanted.tabIndex < 0) wanted.setAttribute("tabindex", "-1");
  wanted?.focus({ preventScroll: true });
}

class Guide {
  /** @param {import("../shared/mounted.js").Component} component */
  constructor(component) {
    this.row = /** @type {HTMLElement} */ (component.parentElement.querySelector(".lesson-steps"));
    this.count = /** @type {HTMLElement} */ (component.parentElement.querySelector(".lesson-count"));
    this.said = /** @type {HTMLElement} */ (component.parentElement.querySelector("[role=status]"));
    this.more = /** @type {HTMLButtonElement} */ (component.parentElement.querySelector(".lesson-more"));
    this.more.addEventListener("click", () => this.open(this.more.getAttribute("aria-expanded") === "false"));
    /** @type {Element | null} */
    this.strip = null;
    this.look = "";
    this.shown = component.data.shown;
    this.owesScroll = false;
    /** @type {Element | null} */
    this.outlined = null;
    this.name = component.data.name;
    this.hints = component.data.hints;
    this.owesHint = false;
    /** @type {HTMLButtonElement | null} what has the focus, or had it last, if that is of the strip */
    this.held = null;
    this.onFocus = (/** @type {FocusEvent} */ event) => {
      const at = /** @type {HTMLButtonElement} */ (event.target);
      this.held = this.strip?.contains(at) ? at : null;
      if (!this.held) requestAnimationFrame(() => this.uncover(at)); // after the browser has scrolled to it
    };
    document.addEventListener("focusin", this.onFocus);
    this.watcher = new MutationObserver(() => this.follow());
    this.watcher.observe(document.body, { childList: true, subtree: true });
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive({ data, parentElement }) {
    this.strip = parentElement.closest(".st-key-lesson_strip");
    this.strip?.setAttribute("role", "region");
    this.strip?.setAttribute("aria-label", data.name);
    this.open(this.strip?.hasAttribute("data-open") ?? false);
    this.drawRow(data.steps, data.now);
    setText(this.count, `${data.now} of ${data.steps.length}`);
    setText(this.said, data.said);
    this.look = CSS.supports(`selector(${data.look})`) ? data.look : "";
    if (data.shown !== this.shown) this.owesScroll = true;
    this.shown = data.shown;
    if (data.hints > this.hints && data.name === this.name) this.owesHint = true;
    this.hints = data.hints;
    this.name = data.name;
    this.follow();
  }

  /** Streamlit draws the strip bit by bit: what it owes is done once that is there. */
  follow() {
    this.outline();
    const hint = this.strip?.querySelector(".st-key-lesson_hints")?.children[this.hints - 1];
    if (hint && this.owesHint) {
      this.owesHint = false;
      hint.scrollIntoView({ block: "nearest" });
      if (document.activeElement?.closest(".st-key-lesson_hints")) focusOn(hint);
    }
    this.handOnFocus(hint);
  }

  /**
   * A button that has the focus may go: the last hint, “Next” before the last step, “Back” on the first. The reader
   * goes on from the hint or from the strip, not from the top of the sidebar.
   * @param {Element | undefined} hint
   */
  handOnFocus(hint) {
    const at = document.activeElement;
    if (!this.held || (this.held.isConnected && !this.held.disabled) || (at !== document.body && at !== this.held))
      return;
    focusOn(this.held.closest('[class*="_hint"]') ? hint : this.strip);
  }

  /**
   * What has the focus by keyboard may lie below the strip, which the browser takes for in sight.
   * @param {Element} at
   */
  uncover(at) {
    const page = at.closest(".stMain");
    if (!this.strip || !page || !at.closest(".stMainBlockContainer") || !at.matches(":focus-visible")) return;
    const box = at.getBoundingClientRect();
    const strip = this.strip.getBoundingClientRect();
    if (box.top >= strip.bottom || box.bottom <= strip.top) return;
    const fixed = getComputedStyle(this.strip).position === "fixed"; // at the lower edge, on a phone
    page.scrollTop += fixed ? box.bottom + ROOM - strip.top : box.top - ROOM - strip.bottom;
  }

  /**
   * On a phone the step is two lines until it is opened; an attribute, because React writes the classes anew.
   * @param {boolean} wanted
   */
  open(wanted) {
    this.more.setAttribute("aria-expanded", `${wanted}`);
    setText(this.more, wanted ? "Less" : "More");
    this.strip?.toggleAttribute("data-open", wanted);
  }

  /**
   * @param {[title: string, state: string][]} steps
   * @param {number} now counted from 1
   */
  drawRow(steps, now) {
    this.row.replaceChildren();
    steps.forEach(([title, state], i) => {
      const item = make("li", `lesson-step lesson-${state}`, this.row);
      item.title = `${i + 1}. ${title}${state === "new" ? "" : `: ${state}`}`;
      if (i + 1 === now) item.setAttribute("aria-current", "step");
      make("span", "canvas-said", item).textContent = item.title;
    });
  }

  /** Outlines the part to look at as soon as it exists, and scrolls to it once if that was asked for. */
  outline() {
    const found = this.look ? document.querySelector(this.look) : null;
    if (found !== this.outlined) {
      this.outlined?.classList.remove(LOOKED_AT);
      this.outlined = found;
    }
    if (found && !found.classList.contains(LOOKED_AT)) found.classList.add(LOOKED_AT); // React may write its classes anew
    if (found && this.owesScroll) {
      this.owesScroll = false;
      found.scrollIntoView({ block: "nearest", behavior: matchMedia(STILL).matches ? "auto" : "smooth" });
    }
  }

  close() {
    this.watcher.disconnect();
    document.removeEventListener("focusin", this.onFocus);
    if (this.held && document.activeElement === document.body) focusOn(document.querySelector(".stMain"));
    this.outlined?.classList.remove(LOOKED_AT);
  }
}

export default mounted((component) => new Guide(component));
