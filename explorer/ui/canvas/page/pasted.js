// Says that a field did not take what was pasted: Streamlit leaves out, without a word, a text that is longer than the
// field allows.

const FIELDS = "textarea, input[type=text]";

export class Pasted {
  constructor() {
    this.onPaste = (/** @type {ClipboardEvent} */ event) => this.pasted(event);
    document.addEventListener("paste", this.onPaste, true);
  }

  /** @param {ClipboardEvent} event */
  pasted(event) {
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    const given = event.clipboardData?.getData("text/plain") ?? "";
    const text = given.trim();
    if (!text || !field.matches?.(FIELDS) || field.readOnly) return;
    const { value, selectionStart: from, selectionEnd: to } = field;
    if (value.slice(from, to).trim() === text) return; // the same again changes nothing
    setTimeout(() => {
      if (field.value === value) tell(field, given.length);
    }, LATER);
  }

  close() {
    document.removeEventListener("paste", this.onPaste, true);
  }
}

const LATER = 100; // milliseconds; React has put the old text back by then

/**
 * In the browser's own bubble at the field, until something is typed or the field is left.
 * @param {HTMLTextAreaElement} field
 * @param {number} length
 */
function tell(field, length) {
  const most = limit(field);
  const takes = most ? `and this field takes ${most.toLocaleString("en")} in all` : "more than this field takes";
  field.setCustomValidity(
    `The text has ${length.toLocaleString("en")} characters, ${takes}: it was not pasted. Paste a part.`,
  );
  field.reportValidity();
  const clear = () => {
    field.setCustomValidity("");
    field.removeEventListener("input", clear);
    field.removeEventListener("blur", clear);
  };
  field.addEventListener("input", clear);
  field.addEventListener("blur", clear);
}

/**
 * How many characters a field takes, as Streamlit writes it below the field while it is in use: “12/300”. NaN where it
 * is too narrow for that.
 * @param {HTMLTextAreaElement} field
 */
function limit(field) {
  const box = field.closest('[data-testid="stTextInput"], [data-testid="stTextArea"]');
  const told = box?.querySelector('[data-testid="InputInstructions"]')?.textContent ?? "";
  return Number(told.match(/\/(\d+)$/)?.[1]);
}
