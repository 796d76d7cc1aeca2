// The loss curve: each step faint, their running mean bold, held-out pairs dashed, the untrained loss as a line.

class LossCurve extends Chart {
  clear() {
    this.width = 0;
    this.means = [];
    this.smoothed = [];
    this.held = [];
  }

  // Points from `first` on; the earlier ones are merged two by two when a point has come to stand for more steps.
  update([width, first, from], values) {
    if (first === 0) this.clear();
    this.from = from;
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

  draw() {
    if (!this.begin()) return;
    const { context: c, w, h } = this;
    const left = 30, right = w - 54, top = 8, bottom = h - 18;
    const n = this.means.length;
    const known = [...this.means, this.untrained || 0].filter(Number.isFinite);
    // A run that diverges leaves through the ceiling.
    const highest = Math.max(1, Math.min(Math.max(...known), 4 * (this.untrained || 5))) * 1.06;
    const x = (i) => left + ((right - left) * (i + 1)) / Math.max(n, 20);
    const y = (value) => bottom - ((bottom - top) * Math.min(value, highest * 2)) / highest;
    const unit = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1e3, 1e4, 1e6].find((u) => highest / u <= 4) || highest;
    for (let v = 0; v <= highest; v += unit) this.grid(unit < 1 ? v.toFixed(1) : String(v), y(v), left, right);
    c.save();
    c.beginPath();
    c.rect(left, 0, w - left, bottom + 2);
    c.clip();
    if (this.untrained) this.line([[left, y(this.untrained)], [right, y(this.untrained)]], this.ink, 1, [2, 3], 0.7);
    if (this.other?.smoothed.length) {
      const at = (i) => x(((this.other.from - (this.from || 0)) + (i + 1) * this.other.width) / (this.width || 1) - 1);
      this.line(this.other.smoothed.map((v, i) => [at(i), y(v)]), this.ink, 1.4, [], 0.55);
    }
    this.line(this.means.map((v, i) => [x(i), y(v)]), this.palette.centre, 1, [], 0.3);
    this.line(this.smoothed.map((v, i) => [x(i), y(v)]), this.palette.centre, 2.2, [], 1);
    const held = this.held.map((v, i) => [x(i), y(v)]).filter((point) => Number.isFinite(point[1]));
    this.line(held, this.palette.answer, 1.8, [5, 3], 1);
    c.restore();
    // Where the learning rate was changed.
    for (const [step, rate] of this.rates || []) {
      const at = x((step - this.from) / this.width - 1);
      if (at < left || at > right) continue;
      this.line([[at, top], [at, bottom]], this.ink, 1, [1, 2], 0.6);
      c.fillStyle = this.ink;
      c.textAlign = "right";
      c.fillText(`rate ${rate}`, at - 3, top + 4);
    }
    const labels = [];
    if (this.untrained) labels.push(["untrained", y(this.untrained), this.ink]);
    if (n) labels.push(["training", y(this.smoothed[n - 1]), this.palette.centre]);
    if (this.other?.smoothed.length) labels.push(["the other", y(this.other.smoothed.at(-1)), this.ink]);
    if (held.length) labels.push(["held out", held[held.length - 1][1], this.palette.answer]);
    this.labels(labels, right + 4, top, bottom);
    this.steps(this.from || 0, (this.from || 0) + n * this.width, left, right);
  }

  // As a table: the last step of each point, the mean loss of its steps, the running mean, and the held-out loss.
  table() {
    const value = (x) => (Number.isFinite(x) ? x : "");
    return [
      ["step", "loss", "running_mean", "held_out"],
      ...this.means.map((mean, i) => [this.from + (i + 1) * this.width, value(mean), value(this.smoothed[i]), value(this.held[i])]),
    ];
  }
}
