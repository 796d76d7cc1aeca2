// Explains a term in one sentence on hover, focus or tap; Enter opens its entry in the glossary.

import { make } from "../shared/elements.js";
import { showTip } from "../shared/tip.js";

export class Explain {
  /**
   * @param {HTMLElement} root in which elements with `data-explain` stand
   * @param {HTMLElement} box
   * @param {() => boolean} hasGlossary whether there is one to go to
   */
  constructor(root, box, hasGlossary) {
    this.root = root;
    this.box = box;
    this.hasGlossary = hasGlossary;
    box.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays, and with it the box
    const over = (/** @type {Event} */ event) => this.show(/** @type {Element} */ (event.target));
    for (const kind of ["pointerover", "focusin", "click"]) root.addEventListener(kind, over);
    root.addEventListener("pointerleave", () => this.hide());
    root.addEventListener("focusout", () => this.hide());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
      const at = /** @type {Element} */ (event.target);
      if (event.key === "Enter" && at.matches("[data-term]")) this.box.querySelector("a")?.click();
    });
  }

  /** @param {Element} target */
  show(target) {
    if (this.box.contains(target)) return;
    const term = /** @type {HTMLElement | null} */ (target.closest?.("[data-explain]"));
    if (!term?.dataset.explain) return this.hide();
    const [frame, place] = [this.root.getBoundingClientRect(), term.getBoundingClientRect()];
    const [x, y] = [place.left - frame.left - 14, place.bottom - frame.top - 13];
    showTip(this.box, ["", term.dataset.explain], x, y, frame.width, frame.height);
    if (!term.dataset.term || !this.hasGlossary()) return;
    const entry = make("a", "", this.box, "Glossary");
    entry.href = `glossary?term=${term.dataset.term}`;
    entry.target = "_blank";
    entry.rel = "noopener";
  }

  hide() {
    this.box.hidden = true;
  }
}
