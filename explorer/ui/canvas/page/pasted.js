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
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (!text || !field.matches?.(FIELDS) || field.readOnly) return;
    const { value, selectionStart: from, selectionEnd: to } = field;
    if (value.slice(from, to).trim() === text) return; // the same again changes nothing
    setTimeout(() => {
      if (field.value === value) tell(field, text.length);
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
  field.setCustomValidity(
    `The text has ${length.toLocaleString("en")} characters, more than this field takes: it was not pasted. Paste a part.`,
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
