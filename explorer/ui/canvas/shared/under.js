// Where the pointer is.

/**
 * Where on an element the pointer is, in pixels of its own: browsers differ in what they tell where the page is zoomed.
 * @param {MouseEvent} event
 * @param {Element} element
 */
export function under(event, element) {
  const box = element.getBoundingClientRect();
  const own = element.clientWidth / box.width || 1;
  return [(event.clientX - box.left) * own, (event.clientY - box.top) * own];
}
