// Elements that are made once and then only changed, so that nothing flickers and a selection stays.

/**
 * A new element inside `parent`.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Element | null} [parent]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, parent, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

/**
 * @param {Element} element
 * @param {string} className
 */
export function setClass(element, className) {
  if (element.className !== className) element.className = className;
}

/**
 * Changes the text of an element without replacing a node.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  const node = element.firstChild;
  if (!node) element.appendChild(document.createTextNode(text));
  else if (node.nodeValue !== text) node.nodeValue = text;
}
