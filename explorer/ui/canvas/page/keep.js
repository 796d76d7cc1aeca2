// “Keep this view”: the address of what is seen, and a small picture of it, to the server.

import { setText } from "../shared/elements.js";
import { pictureOfPage } from "./picture.js";

const SAID_FOR = 2500; // ms

/** @typedef {{number: string, link: string, picture: string}} View */

export class KeepView {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} said
   * @param {(view: View) => void} send
   */
  constructor(button, said, send) {
    this.button = button;
    this.label = /** @type {HTMLElement} */ (button.querySelector("span"));
    this.usual = this.label.textContent || "";
    this.said = said;
    this.send = send;
    this.asked = "";
    this.timer = 0;
    button.onclick = () => this.press();
  }

  async press() {
    this.asked = String(Date.now());
    this.send({ number: this.asked, link: location.href, picture: await pictureOfPage() });
  }

  /** @param {[number: string, done: boolean] | null} told by the server */
  receive(told) {
    if (!told || told[0] !== this.asked) return;
    this.asked = "";
    setText(this.label, told[1] ? "Kept" : "Not kept");
    this.button.classList.add("page-done");
    if (told[1]) setText(this.said, "This view is kept on the page “Kept”.");
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
