// The map of words: a canvas on which points glide from where they are to where they should be.

const GLIDE = 90; // ms in which a point covers 63 % of its way
// Where a label stands to its point: above, below, right, left.
const SLOTS = [() => [0, -9], () => [0, 17], (half) => [half + 6, 4], (half) => [-half - 6, 4]];
const FIT = 400; // ms, likewise, for the scale of the whole map

class WordMap {
  constructor(canvas, tip, palette, onPick) {
    Object.assign(this, { canvas, tip, palette, onPick });
    this.context = canvas.getContext("2d");
    this.words = [];
    this.count = 0;
    this.zoom = 1;
    this.pan = [0, 0];
    this.fit = 0;
    this.middle = [0, 0];
    this.middleGoal = [0, 0];
    this.alpha = new Float32Array(0);
    this.roles = new Map(); // id -> role of the step under way
    this.links = []; // [from, to, role]
    this.marked = new Map(); // id -> role that stays: probes and the analogy
    this.shape = null; // [a, b, c, d] of the analogy
    this.hover = -1;
    this.drawn = 0;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas.parentElement);
    this.listen();
    this.resize();
  }

  setWords(words, counts) {
    this.words = words;
    const most = Math.sqrt(counts[0] || 1);
    this.size = counts.map((count) => 2.2 + 2.6 * (Math.sqrt(count) / most));
    this.widths = new Map();
    this.count = 0;
    this.fit = 0;
  }

  // While held, frames from the server wait: the map shows the past.
  hold(held) {
    this.held = held;
    if (!held && this.latest) this.update(...this.latest);
  }

  // A picture from the film, at once or gliding to it.
  pose(xy, atOnce) {
    if (xy.length !== 2 * this.count) return;
    this.goal.set(xy);
    if (atOnce) this.now.set(xy);
    this.refit();
    this.wake();
  }

  update(xy, scale) {
    this.latest = [xy, scale];
    if (this.held && xy.length === 2 * this.count) return;
    const n = xy.length / 2;
    const fresh = n !== this.count;
    if (fresh) {
      this.count = n;
      this.now = new Float32Array(2 * n);
      this.goal = new Float32Array(2 * n);
      this.alpha = new Float32Array(n);
      this.labelled = new Uint8Array(n);
      this.place = new Uint8Array(n);
      this.fit = 0;
    }
    for (let i = 0; i < 2 * n; i++) this.goal[i] = xy[i] * scale;
    if (fresh) this.now.set(this.goal);
    this.refit();
    this.wake();
  }

  // Scale and middle are changed only when the cloud has grown out of the frame or lost itself in it.
  refit() {
    const { width, height } = this;
    if (!this.count || !width) return;
    const box = [0, 1].map((axis) => {
      const along = Float32Array.from({ length: this.count }, (_, i) => this.goal[2 * i + axis]).sort();
      const at = (share) => along[Math.round(share * (this.count - 1))];
      const low = Math.max(along[0], at(0.03) - 1.2 * (at(0.97) - at(0.03)));
      const high = Math.min(along[this.count - 1], at(0.97) + 1.2 * (at(0.97) - at(0.03)));
      return [low, high];
    });
    const room = [width - 76, height - 118]; // for labels, tools and the caption
    const middle = box.map(([low, high]) => (low + high) / 2);
    const scale = Math.min(...box.map(([low, high], axis) => room[axis] / (high - low || 1e-9)));
    const fill = this.fitGoal ? this.fitGoal / scale : 0;
    const off = [0, 1].some((axis) => Math.abs(middle[axis] - this.middleGoal[axis]) * scale > 0.07 * room[axis]);
    if (fill > 1.04 || fill < 0.8 || off) {
      this.fitGoal = 0.97 * scale;
      this.middleGoal = middle;
    }
    if (!this.fit) {
      this.fit = this.fitGoal;
      this.middle = [...this.middleGoal];
    }
  }

  resize() {
    const box = this.canvas.parentElement;
    this.ratio = window.devicePixelRatio || 1;
    this.width = box.clientWidth;
    this.height = box.clientHeight;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.fitGoal = 0;
    this.refit();
    this.wake();
  }

  restyle() {
    const style = getComputedStyle(this.canvas);
    this.ink = style.getPropertyValue("--st-text-color") || "#222";
    this.paper = style.getPropertyValue("--st-background-color") || "#fff";
    this.faint = style.getPropertyValue("--st-border-color") || "#ddd";
    this.font = style.getPropertyValue("--st-font") || "sans-serif";
    this.widths = new Map();
    this.wake();
  }

  // What one step pulled together and pushed apart.
  showStep(roles, links) {
    this.roles = roles;
    this.links = links;
    this.wake();
  }

  showMarked(marked, shape) {
    this.marked = marked;
    this.shape = shape;
    this.wake();
  }

  x(i) {
    return this.width / 2 + this.pan[0] + (this.now[2 * i] - this.middle[0]) * this.fit * this.zoom;
  }

  y(i) {
    return this.height / 2 - 4 + this.pan[1] - (this.now[2 * i + 1] - this.middle[1]) * this.fit * this.zoom;
  }

  wake() {
    this.awake = 30; // frames to draw even if nothing moves: labels fade
    if (!this.frame) this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  tick(time) {
    const passed = Math.min(100, time - (this.time || time - 16));
    this.time = time;
    let moving = false;
    const share = 1 - Math.exp(-passed / GLIDE);
    const visible = 0.05 / (this.fit * this.zoom || 1);
    for (let i = 0; i < 2 * this.count; i++) {
      const rest = this.goal[i] - this.now[i];
      if (Math.abs(rest) > visible) moving = true;
      this.now[i] += rest * share;
    }
    const stretch = this.fitGoal - this.fit;
    if (Math.abs(stretch) > 1e-3 * this.fitGoal) moving = true;
    const refit = 1 - Math.exp(-passed / FIT);
    this.fit += stretch * refit;
    for (const axis of [0, 1]) this.middle[axis] += (this.middleGoal[axis] - this.middle[axis]) * refit;
    if (!this.placed || time - this.placed > 240) {
      this.placeLabels();
      this.placed = time;
    }
    this.draw(passed);
    this.drawn += 1;
    this.awake = moving ? 30 : this.awake - 1;
    this.frame = this.awake > 0 ? requestAnimationFrame((next) => this.tick(next)) : 0;
    if (!this.frame) this.time = this.placed = 0;
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

  nearest(x, y) {
    let best = -1, least = 18 * 18;
    for (let i = 0; i < this.count; i++) {
      const d = (this.x(i) - x) ** 2 + (this.y(i) - y) ** 2;
      if (d < least) [best, least] = [i, d];
    }
    return best;
  }

  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    const zoom = Math.min(60, Math.max(0.5, this.zoom * factor));
    const real = zoom / this.zoom;
    this.pan = [x - this.width / 2 - (x - this.width / 2 - this.pan[0]) * real, y - this.height / 2 - (y - this.height / 2 - this.pan[1]) * real];
    this.zoom = zoom;
    this.wake();
  }

  home() {
    this.zoom = 1;
    this.pan = [0, 0];
    this.fitGoal = 0;
    this.refit();
    this.wake();
  }

  listen() {
    const { canvas } = this;
    let grip = null;
    canvas.addEventListener("wheel", (e) => {
      e.preventDefault();
      this.zoomBy(Math.exp(-e.deltaY * 0.0015), e.offsetX, e.offsetY);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (e) => {
      grip = { x: e.offsetX, y: e.offsetY, pan: [...this.pan], moved: false };
      canvas.setPointerCapture(e.pointerId);
    });
    canvas.addEventListener("pointermove", (e) => {
      if (grip) {
        const dx = e.offsetX - grip.x, dy = e.offsetY - grip.y;
        if (Math.abs(dx) + Math.abs(dy) > 3) grip.moved = true;
        this.pan = [grip.pan[0] + dx, grip.pan[1] + dy];
        this.wake();
        return;
      }
      this.showTip(this.nearest(e.offsetX, e.offsetY));
    });
    canvas.addEventListener("pointerup", (e) => {
      if (grip && !grip.moved) {
        const i = this.nearest(e.offsetX, e.offsetY);
        if (i >= 0) this.onPick(i);
      }
      grip = null;
    });
    canvas.addEventListener("pointerleave", () => this.showTip(-1));
    canvas.addEventListener("dblclick", () => this.home());
  }

  showTip(i) {
    this.hover = i;
    this.canvas.style.cursor = i >= 0 ? "pointer" : "grab";
    this.tip.hidden = i < 0;
    if (i < 0) return this.wake();
    setText(this.tip, this.describe ? this.describe(i) : this.words[i]);
    const left = this.x(i) > this.width - 180;
    this.tip.style.left = `${this.x(i) + (left ? -12 : 12)}px`;
    this.tip.style.top = `${this.y(i) + 6}px`;
    this.tip.style.transform = left ? "translateX(-100%)" : "";
    this.wake();
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }
}

// Changes the text of an element without replacing a node: nothing flickers, and a selection stays.
function setText(element, text) {
  const node = element.firstChild;
  if (!node) element.appendChild(document.createTextNode(text));
  else if (node.nodeValue !== text) node.nodeValue = text;
}
