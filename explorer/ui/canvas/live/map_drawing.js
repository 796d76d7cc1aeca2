// How the map of words is drawn: where labels fit, what a step pulls and pushes, the shape of the analogy.

// Where a label stands to its point: above, below, right, left.
const SLOTS = [() => [0, -9], () => [0, 17], (half) => [half + 6, 4], (half) => [-half - 6, 4]];

class MapDrawing {
  x(i) {
    return this.width / 2 + this.pan[0] + (this.now[2 * i] - this.middle[0]) * this.fit * this.zoom;
  }

  y(i) {
    return this.height / 2 - 4 + this.pan[1] - (this.now[2 * i + 1] - this.middle[1]) * this.fit * this.zoom;
  }

  roleOf(i) {
    return this.roles.get(i) || this.marked.get(i);
  }

  widthOf(i) {
    let width = this.widths.get(i);
    if (width === undefined) {
      this.context.font = `12px ${this.font}`;
      width = this.context.measureText(this.words[i]).width;
      this.widths.set(i, width);
    }
    return width;
  }

  // Greedy, most important first; a label that was there keeps its place, so that labels do not flicker.
  placeLabels() {
    const taken = new Map();
    const cell = 24;
    const free = (left, top, right, bottom, claim) => {
      for (let cx = Math.floor(left / cell); cx <= Math.floor(right / cell); cx++)
        for (let cy = Math.floor(top / cell); cy <= Math.floor(bottom / cell); cy++) {
          const key = cx * 4096 + cy;
          const boxes = taken.get(key) || [];
          if (!claim && boxes.some((b) => left < b[2] && right > b[0] && top < b[3] && bottom > b[1])) return false;
          if (claim) taken.set(key, [...boxes, [left, top, right, bottom]]);
        }
      return true;
    };
    const rank = (i) => (this.marked.has(i) ? -2e6 : 0) + (this.roles.has(i) ? -1e6 : 0) + (this.labelled[i] ? i * 0.5 - 40 : i);
    const order = Array.from({ length: this.count }, (_, i) => i).sort((a, b) => rank(a) - rank(b));
    const wide = (i) => this.widthOf(i) / 2 + 2;
    for (const i of order) {
      const x = this.x(i), y = this.y(i);
      this.labelled[i] = 0;
      if (x < -40 || x > this.width + 40 || y < 0 || y > this.height + 12) continue;
      const place = this.place[i];
      for (const slot of [place, 0, 1, 2, 3]) {
        const [dx, dy] = SLOTS[slot](wide(i));
        const box = [x + dx - wide(i), y + dy - 10, x + dx + wide(i), y + dy + 3];
        if (!free(...box, false)) continue;
        free(...box, true);
        this.labelled[i] = 1;
        this.place[i] = slot;
        break;
      }
    }
  }

  draw(passed) {
    const { context: c, ratio } = this;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    if (!this.count) return;
    this.drawAxes();
    this.drawLinks();
    this.drawShape();
    c.fillStyle = this.ink;
    for (let i = 0; i < this.count; i++) {
      if (this.roleOf(i)) continue;
      c.globalAlpha = 0.42;
      c.beginPath();
      c.arc(this.x(i), this.y(i), this.size[i], 0, 7);
      c.fill();
    }
    c.globalAlpha = 1;
    for (const i of [...this.marked.keys(), ...this.roles.keys()]) if (i < this.count) this.drawMarked(i);
    this.drawLabels(passed);
  }

  drawAxes() {
    const { context: c } = this;
    const k = this.fit * this.zoom;
    const x = this.width / 2 + this.pan[0] - this.middle[0] * k, y = this.height / 2 - 4 + this.pan[1] + this.middle[1] * k;
    c.strokeStyle = this.faint;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x, 0);
    c.lineTo(x, this.height);
    c.moveTo(0, y);
    c.lineTo(this.width, y);
    c.stroke();
  }

  drawLinks() {
    const { context: c } = this;
    for (const [from, to, role] of this.links) {
      if (from >= this.count || to >= this.count) continue;
      c.strokeStyle = this.palette[role];
      c.globalAlpha = 0.7;
      c.lineWidth = 1.5;
      c.setLineDash(role === "negative" ? [2, 4] : []);
      c.beginPath();
      c.moveTo(this.x(from), this.y(from));
      c.lineTo(this.x(to), this.y(to));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  // man -> woman beside king -> answer: where the analogy holds, the two arrows are parallel.
  drawShape() {
    if (!this.shape || this.shape.some((i) => i >= this.count)) return;
    const { context: c } = this;
    const [a, b, third, answer] = this.shape;
    c.strokeStyle = this.palette.answer;
    c.lineWidth = 1.6;
    for (const [from, to, dashes] of [[b, third, []], [a, answer, []], [b, a, [5, 4]], [third, answer, [5, 4]]]) {
      c.setLineDash(dashes);
      c.globalAlpha = dashes.length ? 0.45 : 0.9;
      c.beginPath();
      c.moveTo(this.x(from), this.y(from));
      c.lineTo(this.x(to), this.y(to));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  drawMarked(i) {
    const { context: c } = this;
    const role = this.roleOf(i), x = this.x(i), y = this.y(i), r = this.size[i] + 1.6;
    c.fillStyle = c.strokeStyle = this.palette[role];
    c.lineWidth = 2;
    c.beginPath();
    if (role === "negative") c.rect(x - r, y - r, 2 * r, 2 * r);
    else if (role === "answer") {
      c.moveTo(x, y - r - 1);
      c.lineTo(x + r + 1, y);
      c.lineTo(x, y + r + 1);
      c.lineTo(x - r - 1, y);
      c.closePath();
    } else c.arc(x, y, r, 0, 7);
    if (role === "negative") {
      c.globalAlpha = 0.25;
      c.fill();
      c.globalAlpha = 1;
      c.stroke();
    } else c.fill();
    if (role === "centre") {
      c.beginPath();
      c.arc(x, y, r + 4, 0, 7);
      c.stroke();
    }
  }

  drawLabels(passed) {
    const { context: c } = this;
    c.textAlign = "center";
    c.lineJoin = "round";
    const fade = 1 - Math.exp(-passed / 120);
    for (let i = 0; i < this.count; i++) {
      const wanted = this.labelled[i] ? 1 : 0;
      const alpha = (this.alpha[i] += (wanted - this.alpha[i]) * fade);
      if (alpha < 0.03) continue;
      const [dx, dy] = SLOTS[this.place[i]](this.widthOf(i) / 2 + 2);
      const role = this.roleOf(i), x = this.x(i) + dx, y = this.y(i) + dy;
      c.font = role || i === this.hover ? `600 12.5px ${this.font}` : `12px ${this.font}`;
      c.globalAlpha = alpha;
      c.strokeStyle = this.paper;
      c.lineWidth = 3;
      c.strokeText(this.words[i], x, y);
      c.globalAlpha = alpha * (role ? 1 : 0.82);
      c.fillStyle = role ? this.palette[role] : this.ink;
      c.fillText(this.words[i], x, y);
    }
    c.globalAlpha = 1;
  }

  // The map as it is in view, as a canvas with paper behind it.
  picture() {
    const copy = document.createElement("canvas");
    copy.width = this.canvas.width;
    copy.height = this.canvas.height;
    const c = copy.getContext("2d");
    c.fillStyle = this.paper;
    c.fillRect(0, 0, copy.width, copy.height);
    c.drawImage(this.canvas, 0, 0);
    return copy;
  }

  // The same as SVG: drawn once more, on what looks like a canvas.
  drawing() {
    const kept = this.context;
    const drawing = (this.context = new Drawing(this.width, this.height, this.canvas));
    this.draw(0);
    this.context = kept;
    return drawing.svg(this.paper);
  }

  table() {
    return [
      ["word", "x", "y"],
      ...Array.from({ length: this.count }, (_, i) => [this.words[i], this.goal[2 * i], this.goal[2 * i + 1]]),
    ];
  }
}
