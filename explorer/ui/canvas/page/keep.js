// “Keep this view”: sends the address of the present view and a small picture of it to the server.

import { AnsweringButton } from "./answering.js";
import { pictureOfPage } from "./picture.js";

/** @typedef {{number: string, link: string, picture: string}} View */

export class KeepView {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} said
   * @param {(view: View) => void} send
   */
  constructor(button, said, send) {
    this.button = new AnsweringButton(button, said, () => this.press());
    this.send = send;
    this.asked = "";
  }

  async press() {
    this.asked = String(Date.now());
    this.send({ number: this.asked, link: location.href, picture: await pictureOfPage() });
  }

  /** @param {[number: string, done: boolean] | null} told by the server */
  receive(told) {
    if (!told || told[0] !== this.asked) return;
    this.asked = "";
    if (told[1]) this.button.answer("Kept", "This view is kept on the page “Kept”.");
    else this.button.answer("Not kept", "");
  }

  close() {
    this.button.close();
  }
}
