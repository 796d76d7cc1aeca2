// The cosine of pairs of words that the visitor names, as lines over the steps.

const MOST_PAIRS = 6;
const MOST_POINTS = 1200; // of a line; beyond that every second point goes
const DASHES = [[], [6, 3], [2, 2], [8, 2, 2, 2], [1, 3], [4, 2]];

class Similarity extends Chart {
  clear() {
    this.pairs = [];
    this.forget();
  }

  forget() {
    this.at = [];
    this.lines = this.pairs.map(() => []);
  }

  show(pairs, names) {
    this.pairs = pairs;
    this.names = names;
    this.forget();
    this.ask();
  }

  // `now`: the cosines of this step; `past`: steps and cosines of the checkpoints since the last frame, or of all.
  update(step, now, past, anew) {
    const P = this.pairs.length;
    if (now.length !== P) return; // an answer to an older question
    if (anew) this.forget();
    past.steps.forEach((at, i) => {
      if (!(at <= this.at.at(-1))) this.add(at, past.cosines.subarray(i * P, (i + 1) * P));
    });
    while (this.at.length && this.at.at(-1) >= step) {
      this.at.pop();
      for (const line of this.lines) line.pop();
    }
    this.add(step, now);
    if (this.at.length > MOST_POINTS) {
      const thin = (list) => list.filter((_, i) => i % 2 === 0 || i > MOST_POINTS - 40);
      this.at = thin(this.at);
      this.lines = this.lines.map(thin);
    }
    this.ask();
  }

  add(step, cosines) {
    this.at.push(step);
    this.lines.forEach((line, k) => line.push(cosines[k] ?? NaN));
  }

  draw() {
    if (!this.begin()) return;
    const { context: c, w, h } = this;
    const written = (x) => (Number.isFinite(x) ? x.toFixed(2).replace("-", "−").replace("0.", ".") : "–");
    const texts = this.lines.map((line, k) => `${this.names[k]} ${line.length ? written(line.at(-1)) : "–"}`);
    const widest = Math.max(40, ...texts.map((text) => c.measureText(text).width));
    const left = 30, right = Math.max(left + 60, w - widest - 10), top = 8, bottom = h - 18;
    const least = Math.min(0, ...this.lines.flat().filter(Number.isFinite));
    const low = least < -0.5 ? -1 : least < -0.05 ? -0.5 : 0;
    const first = this.at[0] ?? 0, last = Math.max(this.at.at(-1) ?? 0, first + 20);
    const x = (step) => left + ((right - left) * (step - first)) / (last - first);
    const y = (cosine) => bottom - ((bottom - top) * (cosine - low)) / (1 - low);
    for (const value of low ? [low, 0, 1] : [0, 0.5, 1]) this.grid(String(value).replace("-", "−"), y(value), left, right);
    const labels = [];
    this.lines.forEach((line, k) => {
      const points = line.map((cosine, i) => [x(this.at[i]), y(cosine)]).filter((point) => Number.isFinite(point[1]));
      const colour = this.palette.series[k % this.palette.series.length];
      this.line(points, colour, 2, DASHES[k], 1);
      labels.push([texts[k], points.length ? points.at(-1)[1] : y(0), colour]);
    });
    this.labels(labels, right + 6, top, bottom);
    this.canvas.setAttribute("aria-label", `Cosine of the pairs at step ${this.at.at(-1) ?? 0}: ${texts.join(", ")}`);
    this.steps(first, this.at.at(-1) ?? 0, left, right);
  }

  table() {
    return [
      ["step", ...this.names],
      ...this.at.map((step, i) => [step, ...this.lines.map((line) => (Number.isFinite(line[i]) ? line[i] : ""))]),
    ];
  }
}

// “king queen, man woman” as pairs of ids; and in words what of it cannot be drawn.
function pairsOf(text, index, hint) {
  const pairs = [], names = [];
  let trouble = "";
  for (const part of text.toLowerCase().split(/[,;]/)) {
    const words = part.trim().split(/\s+/).filter(Boolean);
    if (!words.length) continue;
    const missing = words.find((word) => !index.has(word));
    if (missing !== undefined) trouble ||= hint(missing);
    else if (words.length !== 2) trouble ||= `“${part.trim().slice(0, 40)}” is not two words: write pairs such as “king queen, man woman”.`;
    else if (pairs.length === MOST_PAIRS) trouble ||= `${MOST_PAIRS} pairs are drawn at a time; these are the first.`;
    else {
      pairs.push(words.map((word) => index.get(word)));
      names.push(words.join(" "));
    }
  }
  return { pairs, names, trouble };
}
