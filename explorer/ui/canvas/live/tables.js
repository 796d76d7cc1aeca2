// The words and numbers of one step: running text, pair table, formula.

const CENTRE = 1, CONTEXT = 2, ENDS = 4;

function signed(value, digits = 2) {
  if (!Number.isFinite(value)) return "∞";
  if (Math.abs(value) >= 1e5) return (value < 0 ? "−" : "+") + Math.abs(value).toExponential(1);
  return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

// The centre stays in the middle and the text runs past it.
class RunningText {
  constructor(root) {
    this.centre = root.querySelector(".live-centre");
    this.before = Array.from({ length: 16 }, () => make("span", "", root.querySelector(".live-before")));
    this.after = Array.from({ length: 16 }, () => make("span", "", root.querySelector(".live-after")));
    this.read = root.querySelector(".live-read");
  }

  update(words, strip, marks, at) {
    setText(this.centre, words[strip[at]]);
    const show = (span, i) => {
      const there = i >= 0 && i < strip.length;
      setText(span, there ? words[strip[i]] + (marks[i] & ENDS ? "." : "") : "");
      setClass(span, there && marks[i] & CONTEXT ? "live-context" : "");
    };
    const n = this.before.length;
    this.before.forEach((span, k) => show(span, at - n + k));
    this.after.forEach((span, k) => show(span, at + 1 + k));
  }

  clear() {
    for (const span of [this.centre, ...this.before, ...this.after]) {
      setText(span, "");
      if (span !== this.centre) setClass(span, "");
    }
  }

  progress(share) {
    this.read.style.transform = `scaleX(${share})`;
  }
}

class PairTable {
  constructor(body) {
    this.body = body;
    this.rows = [];
  }

  row(i) {
    while (this.rows.length <= i) {
      const tr = make("tr", "", this.body);
      const cells = ["live-in", "live-out", "live-target", "live-num", "live-sigma", "live-num"].map((name) => make("td", name, tr));
      const track = make("span", "live-track", cells[4]);
      const fill = make("span", "live-fill", track), gap = make("span", "live-gap", track);
      const number = make("span", "live-p", cells[4]);
      this.rows.push({ tr, cells, fill, gap, number });
    }
    return this.rows[i];
  }

  update(words, rows, values) {
    const n = rows.length / 3;
    this.seen = { words, ids: rows.slice(), values: values.slice() };
    for (let i = 0; i < n; i++) {
      const { tr, cells, fill, gap, number } = this.row(i);
      const [centre, out, flags] = rows.subarray(3 * i, 3 * i + 3);
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      const positive = flags & 1, counts = flags & 2;
      setClass(tr, positive ? "live-positive" : counts ? "live-negative" : "live-skipped");
      tr.hidden = false;
      setText(cells[0], words[centre]);
      setText(cells[1], words[out]);
      setText(cells[2], positive ? "● 1" : counts ? "■ 0" : "not counted");
      setText(cells[3], signed(score));
      fill.style.transform = `scaleX(${sigma})`;
      gap.style.left = positive ? `${100 * sigma}%` : "0";
      gap.style.width = positive ? `${100 * (1 - sigma)}%` : `${100 * sigma}%`;
      setText(number, sigma.toFixed(2));
      setText(cells[5], counts ? signed(error) : "0");
    }
    for (let i = n; i < this.rows.length; i++) this.rows[i].tr.hidden = true;
  }

  clear() {
    for (const { tr } of this.rows) tr.hidden = true;
    this.seen = null;
  }

  table() {
    const rows = [["input", "output", "target", "score", "sigmoid", "error"]];
    if (!this.seen) return rows;
    const { words, ids, values } = this.seen;
    for (let i = 0; i < ids.length / 3; i++) {
      const [centre, out, flags] = ids.subarray(3 * i, 3 * i + 3);
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      rows.push([words[centre], words[out], flags & 1 ? 1 : flags & 2 ? 0 : "not counted", score, sigma, error]);
    }
    return rows;
  }
}

// The loss of the first pair of the table, term by term.
class Formula {
  constructor(box) {
    this.box = box;
    this.terms = [];
    this.lead = make("span", "live-equals", box, "");
    this.list = make("span", "", box);
    this.sum = make("span", "live-equals", box, "");
  }

  update(words, rows, values, negatives) {
    const shown = Math.min(1 + negatives, 9);
    while (this.terms.length < shown) {
      const term = make("span", "live-term", this.list);
      this.terms.push({ term, number: make("b", "", term), word: make("small", "", term) });
    }
    let total = 0;
    for (let i = 0; i <= negatives && 3 * i < values.length; i++) {
      const counts = rows[3 * i + 2] & 2, score = values[3 * i];
      const x = i ? score : -score;
      const loss = counts ? Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) : 0;
      total += loss;
      if (i >= shown) continue;
      const { term, number, word } = this.terms[i];
      setClass(term, `live-term ${i ? "live-n" : "live-u"}`);
      setText(number, (i ? "+ " : "") + loss.toFixed(2));
      setText(word, words[rows[3 * i + 1]]);
      term.hidden = false;
    }
    this.terms.forEach(({ term }, i) => (term.hidden = i >= shown));
    setText(this.lead, "= ");
    setText(this.sum, `${negatives >= shown ? " + …" : ""} = ${total.toFixed(2)} nats`);
  }
}
