// Elements that are made once and then only changed: nothing flickers, a selection stays.

function make(tag, className, parent, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

function setClass(element, className) {
  if (element.className !== className) element.className = className;
}

// Changes the text of an element without replacing a node: nothing flickers, and a selection stays.
function setText(element, text) {
  const node = element.firstChild;
  if (!node) element.appendChild(document.createTextNode(text));
  else if (node.nodeValue !== text) node.nodeValue = text;
}
