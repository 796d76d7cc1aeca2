// Where the pointer is.

/**
 * The pointer's position on an element, in the element's pixels: browsers report it differently if the page
 * is zoomed.
 * @param {MouseEvent} event
 * @param {Element} element
 */
export function under(event, element) {
  const box = element.getBoundingClientRect();
  const own = element.clientWidth / box.width || 1;
  return [(event.clientX - box.left) * own, (event.clientY - box.top) * own];
}
