// Connects our drawings to Streamlit (components, version 2), which calls the default export after each run
// of the page.

/**
 * What Streamlit hands over.
 * @typedef {object} Component
 * @property {any} data what Python gave
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 * @property {(name: string, value: unknown) => void} setStateValue
 */

/**
 * The default export of a component: made once for each place, then only given new data, so that zoom and positions
 * are kept.
 *
 * Streamlit also undoes a call that a newer one has overtaken. The place is then still in the page, and its
 * drawing goes on.
 * @template {{receive: (component: Component) => void, close: () => void}} Drawn
 * @param {(component: Component) => Drawn} begin
 */
export function mounted(begin) {
  /** @type {WeakMap<HTMLElement, Drawn>} */
  const drawn = new WeakMap();
  return (/** @type {Component} */ component) => {
    const place = component.parentElement;
    const there = drawn.get(place) || begin(component);
    drawn.set(place, there);
    there.receive(component);
    return () => {
      if (place.isConnected) return;
      there.close();
      drawn.delete(place);
    };
  };
}
