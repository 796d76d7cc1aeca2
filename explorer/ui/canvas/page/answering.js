// A button that shows its result for a moment: on itself, and in a sentence for screen readers.

import { setText } from "../shared/elements.js";

const SAID_FOR = 2500; // ms

export class AnsweringButton {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} said
   * @param {() => void} press
   */
  constructor(button, said, press) {
    this.button = button;
    this.label = /** @type {HTMLElement} */ (button.querySelector("span"));
    this.usual = this.label.textContent || "";
    this.said = said;
    this.timer = 0;
    button.onclick = () => press();
  }

  /**
   * @param {string} label
   * @param {string} sentence
   */
  answer(label, sentence) {
    setText(this.label, label);
    setText(this.said, sentence);
    this.button.classList.add("page-done");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      setText(this.label, this.usual);
      setText(this.said, "");
      this.button.classList.remove("page-done");
    }, SAID_FOR);
  }

  close() {
    clearTimeout(this.timer);
  }
}
