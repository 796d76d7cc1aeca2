// What a visitor takes away from the panel: the map as a picture, its numbers as tables.

// Takes the place of a canvas: what is drawn on it becomes SVG.
class Drawing {
  constructor(width, height, canvas) {
    Object.assign(this, { width, height, globalAlpha: 1, lineWidth: 1, fillStyle: "#000", strokeStyle: "#000", font: "12px sans-serif", textAlign: "left" });
    this.measure = canvas.getContext("2d");
    this.parts = [];
    this.dashes = [];
    this.path = "";
  }

  setTransform() {}
  clearRect() {}
  setLineDash(dashes) {
    this.dashes = dashes;
  }
  beginPath() {
    this.path = "";
  }
  closePath() {
    this.path += "Z";
  }
  moveTo(x, y) {
    this.path += `M${places(x)} ${places(y)}`;
  }
  lineTo(x, y) {
    this.path += `L${places(x)} ${places(y)}`;
  }
  rect(x, y, w, h) {
    this.path += `M${places(x)} ${places(y)}h${places(w)}v${places(h)}h${places(-w)}Z`;
  }
  arc(x, y, r) {
    this.path += `M${places(x - r)} ${places(y)}a${places(r)} ${places(r)} 0 1 0 ${places(2 * r)} 0a${places(r)} ${places(r)} 0 1 0 ${places(-2 * r)} 0Z`;
  }
  stroke() {
    const dashes = this.dashes.length ? ` stroke-dasharray="${this.dashes.join(" ")}"` : "";
    this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" opacity="${this.globalAlpha}"${dashes}/>`);
  }
  fill() {
    this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}" opacity="${this.globalAlpha}"/>`);
  }
  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }
  strokeText(text, x, y) {
    this.text(text, x, y, `fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-linejoin="round"`);
  }
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${this.fillStyle}"`);
  }
  text(text, x, y, look) {
    const anchor = { center: "middle", right: "end", left: "start" }[this.textAlign];
    const [, weight, size, family] = this.font.match(/^(?:(\d+) )?([\d.]+)px (.*)$/);
    this.parts.push(
      `<text x="${places(x)}" y="${places(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight || 400}" font-family="${escaped(family)}" opacity="${this.globalAlpha.toFixed(2)}" ${look}>${escaped(text)}</text>`,
    );
  }

  svg(paper) {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"><rect width="100%" height="100%" fill="${paper}"/>${this.parts.join("\n")}</svg>\n`;
  }
}

const places = (x) => String(Math.round(x * 100) / 100);

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

// A text that a spreadsheet would take for a formula gets a ' before it, as in the tables of the other pages.
function csv(rows) {
  const cell = (value) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}

function save(name, content, kind) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The menu under “Save”.
class SaveMenu {
  constructor(menu, panel) {
    this.menu = menu;
    this.panel = panel;
    for (const button of menu.querySelectorAll("button")) button.onclick = () => this.take(button.dataset.save);
    this.away = (event) => {
      if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) menu.open = false;
    };
    document.addEventListener("pointerdown", this.away);
    document.addEventListener("keydown", this.away);
  }

  take(what) {
    const { map, curve, similarity, pairs } = this.panel;
    const name = `${what.split(".")[0]}-step-${this.panel.at ?? this.panel.step ?? 0}`;
    this.menu.open = false;
    if (what === "map.png") map.picture().toBlob((blob) => save(`${name}.png`, blob), "image/png");
    else if (what === "map.svg") save(`${name}.svg`, map.drawing(), "image/svg+xml");
    else {
      const tables = { "map.csv": () => map.table(), "loss.csv": () => curve.table(), "pairs.csv": () => pairs.table(), "similarity.csv": () => similarity.table() };
      save(`${name}.csv`, csv(tables[what]()), "text/csv");
    }
  }

  close() {
    document.removeEventListener("pointerdown", this.away);
    document.removeEventListener("keydown", this.away);
  }
}
