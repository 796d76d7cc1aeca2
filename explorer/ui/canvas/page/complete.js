// Words offered while one is typed: a list under the field, from the server, for arrows, Enter, Escape and taps.

import { make, setText } from "../shared/elements.js";

const FIELDS = ".stTextInput input, .stTextArea textarea";
const WAIT = 60; // ms after a letter
const LIST = "page-words";
const [GAP, EDGE] = [4, 8]; // px

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
/** @typedef {{written: string, shown: string}} Word */
/** @typedef {{known: boolean, whole?: boolean, replaced?: number, words?: Word[]}} Answer */

export class Completion {
  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} said
   */
  constructor(place, said) {
    this.said = said;
    this.path = "";
    this.list = make("ul", "page-words", place);
    this.list.id = LIST;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Words of the model that begin so");
    /** @type {Field | null} */
    this.field = null;
    /** @type {Answer} */
    this.answer = { known: false };
    this.active = -1;
    this.timer = 0;
    this.number = 0; // of the last question; older answers are ignored
    this.heard = new AbortController();
    const of = { signal: this.heard.signal, capture: true };
    document.addEventListener("focusin", (event) => this.begin(event.target), of);
    document.addEventListener("focusout", () => this.end(), of);
    document.addEventListener("input", (event) => this.typed(/** @type {InputEvent} */ (event)), of);
    document.addEventListener("keydown", (event) => this.pressed(event), of);
    document.addEventListener("scroll", () => this.stand(), of);
    window.addEventListener("resize", () => this.stand(), of);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault(), of); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.clicked(event), of);
  }

  /** @param {string} path of the server, with the visit's token */
  receive(path) {
    this.path = path;
  }

  /** @param {EventTarget | null} target */
  begin(target) {
    this.end();
    if (!(target instanceof HTMLElement) || !target.matches(FIELDS)) return;
    this.field = /** @type {Field} */ (target);
    this.ask("");
  }

  end() {
    this.hide();
    this.field = null;
  }

  /** @param {InputEvent} event */
  typed(event) {
    if (event.target !== this.field || !event.isTrusted) return;
    this.hide();
    // Pasted or filled-in text is already complete.
    const more = event.inputType.startsWith("delete") || event.inputType === "insertCompositionText";
    if (!this.field || !(more || (event.inputType === "insertText" && event.data?.length === 1))) return;
    const before = this.before();
    if (before) this.timer = window.setTimeout(() => this.ask(before), WAIT);
  }

  /** The text up to the cursor; empty while some of it is selected. */
  before() {
    if (!this.field || this.field.selectionStart !== this.field.selectionEnd) return "";
    return this.field.value.slice(0, this.field.selectionStart ?? 0);
  }

  /** @param {string} typed empty when the field is entered, so that the server prepares its words */
  async ask(typed) {
    const [field, number] = [this.field, ++this.number];
    const key = field?.closest('[class*="st-key-"]')?.className.match(/st-key-(\S+)/)?.[1];
    if (!field || !key || !this.path) return;
    const answer = await asked(this.path, { field: key, typed: typed.slice(-1200) });
    if (!answer.known || field !== this.field) return;
    mark(field);
    if (number !== this.number || !typed || this.before() !== typed) return;
    this.answer = answer;
    this.show();
  }

  show() {
    const words = this.answer.words || [];
    if (!this.field || !words.length) return;
    this.list.replaceChildren();
    this.active = -1;
    for (const [place, word] of words.entries()) {
      const option = make("li", "", this.list, word.shown);
      option.id = `${LIST}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
    }
    this.list.hidden = false;
    expand(this.field, true);
    this.stand();
    setText(
      this.said,
      words.length === 1 ? "One word begins so." : `${words.length} words begin so; arrow keys choose.`,
    );
  }

  hide() {
    clearTimeout(this.timer);
    this.number++;
    if (this.list.hidden) return;
    this.list.hidden = true;
    if (this.field) expand(this.field, false);
    this.field?.removeAttribute("aria-activedescendant");
    setText(this.said, "");
  }

  /** Places the list under the field, or above it if there is more room. */
  stand() {
    if (this.list.hidden || !this.field) return;
    const field = this.field.getBoundingClientRect();
    const height = this.list.offsetHeight;
    const below = field.bottom + GAP;
    const fits = below + height <= window.innerHeight - EDGE || field.top < window.innerHeight - field.bottom;
    this.list.style.top = `${fits ? below : Math.max(EDGE, field.top - GAP - height)}px`;
    this.list.style.minWidth = `${Math.min(field.width, 320)}px`;
    const right = window.innerWidth - EDGE - this.list.offsetWidth;
    this.list.style.left = `${Math.max(EDGE, Math.min(field.left, right))}px`;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.target !== this.field || !event.isTrusted || event.isComposing) return;
    if (this.list.hidden) {
      if (event.key === "Enter") this.hide(); // the pending answer is ignored
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) this.move(step);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else {
      if (event.key === "Enter" || event.key === "Tab" || event.key === "Escape") this.hide();
      if (event.key !== "Escape") return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} step down, or up */
  move(step) {
    const count = this.list.children.length + 1; // with the place where none is chosen
    this.active = ((this.active + 1 + step + count) % count) - 1;
    for (const [place, option] of [...this.list.children].entries())
      option.setAttribute("aria-selected", String(place === this.active));
    const chosen = this.list.children[this.active];
    if (chosen) this.field?.setAttribute("aria-activedescendant", chosen.id);
    else this.field?.removeAttribute("aria-activedescendant");
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const option = /** @type {Element} */ (event.target).closest("li");
    if (option) this.choose([...this.list.children].indexOf(option));
  }

  /** @param {number} place */
  choose(place) {
    const [field, answer, before] = [this.field, this.answer, this.before()];
    const word = answer.words?.[place];
    this.hide();
    if (!field || !word) return;
    const kept = before.slice(0, before.length - (answer.replaced || 0)) + word.written;
    const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
    // React watches the element's own setter, not the element's value.
    const set = Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set;
    set?.call(field, kept + field.value.slice(before.length));
    field.setSelectionRange(kept.length, kept.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (answer.whole) setTimeout(() => field.dispatchEvent(entered()));
  }

  close() {
    this.hide();
    this.heard.abort();
    this.list.remove();
  }
}

/**
 * @param {string} path
 * @param {{field: string, typed: string}} question
 * @returns {Promise<Answer>}
 */
async function asked(path, question) {
  const told = /** @type {{__streamlit?: {BACKEND_BASE_URL?: string}}} */ (/** @type {unknown} */ (window));
  const base = told.__streamlit?.BACKEND_BASE_URL || `${location.origin}/`;
  try {
    const answer = await fetch(new URL(path, base), { method: "POST", body: JSON.stringify(question) });
    return answer.ok ? await answer.json() : { known: false };
  } catch {
    return { known: false }; // the server is gone; the typed text stays as it is
  }
}

/**
 * Tells a screen reader that words are offered; a field of several lines keeps its role.
 * @param {Field} field
 */
function mark(field) {
  field.autocomplete = "off";
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", LIST);
  if (field instanceof HTMLTextAreaElement || field.getAttribute("role") === "combobox") return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
}

/**
 * @param {Field} field
 * @param {boolean} open
 */
function expand(field, open) {
  if (field instanceof HTMLInputElement) field.setAttribute("aria-expanded", String(open));
}

/** The key with which Streamlit accepts a field's value. */
function entered() {
  return new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true });
}
