// One place of the browser's “Back” for each page left: Streamlit goes by two, this page without its settings and then
// the next page, so that “Back” would open the page without what was chosen on it.

const SOON = 2000; // milliseconds between the two, also with a slow server

export class OnePlace {
  constructor() {
    this.emptied = { href: "", at: 0 };
    this.own = /** @type {typeof history.pushState} */ ((...told) => this.push(...told));
    history.pushState = this.own;
  }

  /**
   * @param {any} state
   * @param {string} unused
   * @param {string | URL | null} [url]
   */
  push(state, unused, url) {
    const next = new URL(url ?? "", location.href);
    const { href, pathname, search } = location;
    const { emptied } = this;
    const leaves = next.pathname !== pathname;
    const half = leaves && emptied.href === href && search === next.search && Date.now() - emptied.at < SOON;
    if (half) history.replaceState(state, unused, url);
    else History.prototype.pushState.call(history, state, unused, url);
    this.emptied = { href: leaves ? "" : location.href, at: Date.now() };
  }

  close() {
    if (history.pushState === this.own) Reflect.deleteProperty(history, "pushState");
  }
}
