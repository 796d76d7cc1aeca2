// The loss curve: each step faint, their running mean bold, held-out pairs dashed, the untrained loss as a line.

class LossCurve {
  constructor(canvas, palette) {
    Object.assign(this, { canvas, palette });
    this.context = canvas.getContext("2d");
    this.clear();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas.parentElement);
  }

  clear() {
    this.width = 0;
    this.means = [];
    this.smoothed = [];
    this.held = [];
  }

  // Points from `first` on; the earlier ones are merged two by two when a point has come to stand for more steps.
  update([width, first, begin], values) {
    if (first === 0) this.clear();
    this.begin = begin;
    for (; this.width && this.width < width; this.width *= 2) {
      const halve = (list, f) => Array.from({ length: list.length >> 1 }, (_, i) => f(list[2 * i], list[2 * i + 1]));
      this.means = halve(this.means, (a, b) => (a + b) / 2);
      this.smoothed = halve(this.smoothed, (_, b) => b);
      this.held = halve(this.held, (a, b) => (Number.isNaN(b) ? a : b));
    }
    this.width = width;
    const n = values.length / 3;
    [this.means, this.smoothed, this.held].forEach((list, k) => {
      list.length = Math.min(list.length, first);
      for (let i = 0; i < n; i++) list.push(values[k * n + i]);
    });
    this.ask();
  }

  resize() {
    const box = this.canvas.parentElement;
    this.ratio = window.devicePixelRatio || 1;
    this.w = box.clientWidth;
    this.h = box.clientHeight;
    this.canvas.width = Math.round(this.w * this.ratio);
    this.canvas.height = Math.round(this.h * this.ratio);
    this.ask();
  }

  restyle() {
    const style = getComputedStyle(this.canvas);
    this.ink = style.getPropertyValue("--st-text-color");
    this.faint = style.getPropertyValue("--st-border-color");
    this.font = style.getPropertyValue("--st-font");
    this.ask();
  }

  ask() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const { context: c, w, h, ratio } = this;
    if (!w) return;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, w, h);
    const left = 30, right = w - 54, top = 8, bottom = h - 18;
    const n = this.means.length;
    const known = [...this.means, this.untrained || 0].filter(Number.isFinite);
    // A run that diverges leaves through the ceiling.
    const highest = Math.max(1, Math.min(Math.max(...known), 4 * (this.untrained || 5))) * 1.06;
    const x = (i) => left + ((right - left) * (i + 1)) / Math.max(n, 20);
    const y = (value) => bottom - ((bottom - top) * Math.min(value, highest * 2)) / highest;
    c.font = `11px ${this.font}`;
    c.textBaseline = "middle";
    c.lineWidth = 1;
    const unit = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e3, 1e4, 1e6].find((u) => highest / u <= 4) || highest;
    for (let v = 0; v <= highest; v += unit) {
      c.strokeStyle = this.faint;
      c.beginPath();
      c.moveTo(left, y(v));
      c.lineTo(right, y(v));
      c.stroke();
      c.fillStyle = this.ink;
      c.globalAlpha = 0.7;
      c.textAlign = "right";
      c.fillText(unit < 1 ? v.toFixed(1) : String(v), left - 5, y(v));
      c.globalAlpha = 1;
    }
    c.save();
    c.beginPath();
    c.rect(left, 0, w - left, bottom + 2);
    c.clip();
    if (this.untrained) this.line([[left, y(this.untrained)], [right, y(this.untrained)]], this.ink, 1, [2, 3], 0.7);
    if (this.other?.smoothed.length) {
      const at = (i) => x(((this.other.begin - (this.begin || 0)) + (i + 1) * this.other.width) / (this.width || 1) - 1);
      this.line(this.other.smoothed.map((v, i) => [at(i), y(v)]), this.ink, 1.4, [], 0.55);
    }
    this.line(this.means.map((v, i) => [x(i), y(v)]), this.palette.centre, 1, [], 0.3);
    this.line(this.smoothed.map((v, i) => [x(i), y(v)]), this.palette.centre, 2.2, [], 1);
    const held = this.held.map((v, i) => [x(i), y(v)]).filter((point) => Number.isFinite(point[1]));
    this.line(held, this.palette.answer, 1.8, [5, 3], 1);
    c.restore();
    // Where the learning rate was changed.
    for (const [step, rate] of this.rates || []) {
      const at = x((step - this.begin) / this.width - 1);
      if (at < left || at > right) continue;
      this.line([[at, top], [at, bottom]], this.ink, 1, [1, 2], 0.6);
      c.fillStyle = this.ink;
      c.textAlign = "right";
      c.fillText(`rate ${rate}`, at - 3, top + 4);
    }
    // Direct labels, pushed apart where they would overlap.
    const labels = [];
    if (this.untrained) labels.push(["untrained", y(this.untrained), this.ink]);
    if (n) labels.push(["training", y(this.smoothed[n - 1]), this.palette.centre]);
    if (this.other?.smoothed.length) labels.push(["the other", y(this.other.smoothed.at(-1)), this.ink]);
    if (held.length) labels.push(["held out", held[held.length - 1][1], this.palette.answer]);
    labels.sort((a, b) => a[1] - b[1]);
    for (let i = 1; i < labels.length; i++) labels[i][1] = Math.max(labels[i][1], labels[i - 1][1] + 12);
    const over = labels.length ? labels[labels.length - 1][1] - bottom : 0;
    if (over > 0) for (let i = labels.length - 1, limit = bottom; i >= 0; i--, limit -= 12) labels[i][1] = Math.min(labels[i][1], limit);
    c.textAlign = "left";
    for (const [text, at, colour] of labels) {
      c.fillStyle = colour;
      c.fillText(text, right + 4, Math.max(top, at));
    }
    c.fillStyle = this.ink;
    c.globalAlpha = 0.7;
    c.textAlign = "center";
    c.fillText("step", (left + right) / 2, h - 6);
    c.textAlign = "right";
    if (n) c.fillText((this.begin + n * this.width).toLocaleString("en"), right, h - 6);
    c.textAlign = "left";
    c.fillText((this.begin || 0).toLocaleString("en"), left, h - 6);
    c.globalAlpha = 1;
  }

  line(points, colour, width, dashes, alpha) {
    const { context: c } = this;
    if (!points.length) return;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.globalAlpha = alpha;
    c.setLineDash(dashes);
    c.beginPath();
    points.forEach(([px, py], i) => (i ? c.lineTo(px, py) : c.moveTo(px, py)));
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }
}
