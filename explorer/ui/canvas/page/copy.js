// “Copy link”: copies the address that opens the present view to the clipboard.

import { make } from "../shared/elements.js";
import { AnsweringButton } from "./answering.js";

export class CopyLink {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} said
   * @param {(number: string) => void} ask the server for the link
   */
  constructor(button, said, ask) {
    this.button = new AnsweringButton(button, said, () => this.press());
    this.ask = ask;
    this.asked = "";
    /** @type {(link: string) => void} */
    this.arrive = () => {};
  }

  /** On a page whose address does not follow its view, the server knows the link. */
  press() {
    if (!document.querySelector("[data-link-by-server]")) return this.put(Promise.resolve(location.href));
    this.asked = String(Date.now());
    const link = new Promise((/** @type {(link: string) => void} */ resolve) => {
      this.arrive = resolve;
    });
    this.ask(this.asked);
    return this.put(link);
  }

  /** @param {[number: string, link: string] | null} told by the server */
  receive(told) {
    if (told && told[0] === this.asked) this.arrive(told[1]);
  }

  /** @param {Promise<string>} link */
  async put(link) {
    const done = await copied(link).catch(() => false);
    if (!done) return window.prompt("Copy this address:", await link);
    this.button.answer("Copied", "The link is copied.");
  }

  close() {
    this.button.close();
  }
}

/**
 * Copies a link to the clipboard, even one that is still being made; false if the browser does not allow it.
 * @param {Promise<string>} link
 */
async function copied(link) {
  if (navigator.clipboard && window.ClipboardItem) {
    const text = link.then((address) => new Blob([address], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    return true;
  }
  const field = make("textarea", "canvas-said", document.body); // a server without https has no other clipboard
  field.value = await link;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
