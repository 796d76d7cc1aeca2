// What a term means, in one sentence, where it stands: on hover, focus or tap.

import { showTip } from "../shared/tip.js";

export class Explain {
  /**
   * @param {HTMLElement} root in which elements with `data-explain` stand
   * @param {HTMLElement} box
   */
  constructor(root, box) {
    this.root = root;
    this.box = box;
    const over = (/** @type {Event} */ event) => this.show(/** @type {Element} */ (event.target));
    for (const kind of ["pointerover", "focusin", "click"]) root.addEventListener(kind, over);
    root.addEventListener("pointerleave", () => this.hide());
    root.addEventListener("focusout", () => this.hide());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
  }

  /** @param {Element} target */
  show(target) {
    const term = /** @type {HTMLElement | null} */ (target.closest?.("[data-explain]"));
    if (!term?.dataset.explain) return this.hide();
    const [frame, place] = [this.root.getBoundingClientRect(), term.getBoundingClientRect()];
    const [x, y] = [place.left - frame.left - 14, place.bottom - frame.top - 6];
    showTip(this.box, ["", term.dataset.explain], x, y, frame.width, frame.height);
  }

  hide() {
    this.box.hidden = true;
  }
}
