// Plotly.js, fetched from this server the first time a page needs it and then kept by the browser.

/**
 * What of Plotly.js is used here.
 * @typedef {object} Plotly
 * @property {(place: HTMLElement, traces: object[], layout: object, config: object) => Promise<unknown>} react
 * @property {(place: HTMLElement, changes: object) => Promise<unknown>} relayout
 * @property {(place: HTMLElement) => void} purge
 * @property {Record<string, object>} Icons
 */

/**
 * The library at that address of the server; two figures that ask get the same one.
 * @param {string} address
 * @returns {Promise<Plotly>}
 */
export function plotlyAt(address) {
  const page = /** @type {any} */ (window);
  page.explorerPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(page.Plotly);
    script.onerror = () => {
      script.remove();
      page.explorerPlotly = undefined; // to be asked for again
      reject(new Error("Plotly.js could not be loaded."));
    };
    document.head.append(script);
  });
  return page.explorerPlotly;
}
