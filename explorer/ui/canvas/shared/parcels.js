// Frames too large to be sent with every change of the page: each comes once, in its own component, and is
// kept here for the components that draw it. Each component of a page is a separate script, so shared data is
// kept on the window.

/** @typedef {import("./frame.js").Frame} Frame */

const NEWS = "explorer-parcel";

/** @returns {Map<string, Frame>} by name */
function held() {
  const page = /** @type {any} */ (window);
  page.explorerParcels ??= new Map();
  return page.explorerParcels;
}

/** @param {Frame} frame whose header holds its name */
export function keep(frame) {
  held().set(frame.header.name, frame);
  window.dispatchEvent(new Event(NEWS));
}

/** @param {Frame} frame */
export function forget(frame) {
  if (held().get(frame.header.name) === frame) held().delete(frame.header.name);
}

/**
 * The frame of that name, if it has come.
 * @param {string} name
 */
export function parcel(name) {
  return held().get(name);
}

/**
 * Calls `act` whenever a frame has come, until the returned function is called.
 * @param {() => void} act
 */
export function whenOneComes(act) {
  window.addEventListener(NEWS, act);
  return () => window.removeEventListener(NEWS, act);
}
