// The menu under “Save”: the map as a picture, the numbers of the panel as tables.

import { csv, save } from "../shared/save.js";

export class SaveMenu {
  /**
   * @param {HTMLDetailsElement} menu
   * @param {import("./panel.js").Panel} panel
   */
  constructor(menu, panel) {
    this.menu = menu;
    this.panel = panel;
    for (const button of menu.querySelectorAll("button")) button.onclick = () => this.take(button.dataset.save || "");
    this.away = (/** @type {Event} */ event) => {
      const leaves =
        event instanceof KeyboardEvent ? event.key === "Escape" : !menu.contains(/** @type {Node} */ (event.target));
      if (leaves) menu.open = false;
    };
    document.addEventListener("pointerdown", this.away);
    document.addEventListener("keydown", this.away);
  }

  /** @param {string} what a file, such as map.png */
  take(what) {
    const { map, curve, similarity, pairs, xray } = this.panel;
    const name = `${what.split(".")[0]}-step-${this.panel.at ?? this.panel.step}`;
    this.menu.open = false;
    /** @type {Record<string, () => (string | number)[][]>} */
    const tables = {
      "map.csv": () => map.table(),
      "loss.csv": () => curve.table(),
      "pairs.csv": () => pairs.table(),
      "similarity.csv": () => similarity.table(),
      "xray.csv": () => xray.table(),
    };
    if (what === "film.html" || what === "film.gif") this.panel.send({ op: "file", name: what });
    else if (what === "map.png") map.save(name, "png");
    else if (what === "map.svg") map.save(name, "svg");
    else save(`${name}.csv`, new Blob([csv(tables[what]())], { type: "text/csv" }));
  }

  close() {
    document.removeEventListener("pointerdown", this.away);
    document.removeEventListener("keydown", this.away);
  }
}
