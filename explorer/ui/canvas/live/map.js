// The map of words: a canvas on which points glide from where they are to where they should be.

const GLIDE = 90; // ms in which a point covers 63 % of its way
const FIT = 400; // ms, likewise, for the scale of the whole map

class WordMap extends MapDrawing {
  constructor(canvas, tip, palette, onPick) {
    super();
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
