// The words and numbers of one step: running text, pair table, formula; and the neighbours of probe words.

const CENTRE = 1, CONTEXT = 2, ENDS = 4;

function make(tag, className, parent, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

function signed(value, digits = 2) {
  if (!Number.isFinite(value)) return "∞";
  if (Math.abs(value) >= 1e5) return (value < 0 ? "−" : "+") + Math.abs(value).toExponential(1);
  return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

function setClass(element, className) {
  if (element.className !== className) element.className = className;
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

// Probe words that can be edited, each with its nearest words.
class Probes {
  constructor(rows, analogy, root, onChange) {
    Object.assign(this, { root, onChange });
    this.probes = Array.from({ length: 3 }, (_, i) => this.line(rows, [["", `Probe word ${i + 1}`]]));
    this.analogy = this.line(analogy, [["", "a"], ["−", "minus b"], ["+", "plus c"]]);
  }

  line(parent, fields) {
    const line = make("div", "live-probe", parent);
    const inputs = fields.map(([sign, label]) => {
      if (sign) make("span", "live-sign", line, sign);
      const input = make("input", "", line);
      input.setAttribute("aria-label", label);
      input.autocomplete = "off";
      input.spellcheck = false;
      input.addEventListener("change", () => this.changed(line));
      input.addEventListener("focus", () => input.select());
      return input;
    });
    make("span", "live-arrow", line, "→").setAttribute("aria-hidden", "true");
    const list = make("span", "live-answers", line);
    const answers = Array.from({ length: 5 }, () => {
      const answer = make("span", "live-near", list);
      return { answer, word: make("span", "", answer), cosine: make("small", "", answer) };
    });
    const note = make("span", "live-missing", list);
    return { line, inputs, answers, note };
  }

  setWords(words, probes, analogy) {
    this.words = words;
    this.index = new Map(words.map((word, i) => [word, i]));
    probes.forEach((word, i) => this.probes[i] && (this.probes[i].inputs[0].value = word));
    analogy.forEach((word, i) => (this.analogy.inputs[i].value = word));
    this.changed();
  }

  ids(line) {
    const asked = line.inputs.map((input) => input.value.trim().toLowerCase());
    const missing = asked.filter((word) => word && !this.index.has(word));
    setText(line.note, missing.length ? this.hint(missing[0]) : "");
    for (const { answer } of line.answers) answer.hidden = true;
    return missing.length || asked.includes("") ? [] : asked.map((word) => this.index.get(word));
  }

  hint(word) {
    const pairs = (text) => new Set(Array.from({ length: text.length + 1 }, (_, i) => ` ${text} `.slice(i, i + 2)));
    const mine = pairs(word);
    const like = (other) => {
      const theirs = pairs(other);
      return [...mine].filter((pair) => theirs.has(pair)).length / (mine.size + theirs.size);
    };
    const near = this.words.filter((other) => Math.abs(other.length - word.length) < 4).map((other) => [like(other), other]);
    const best = near.sort((a, b) => b[0] - a[0]).slice(0, 3).filter(([score]) => score > 0.15).map(([, other]) => other);
    return `“${word.slice(0, 30)}” is not in this text${best.length ? `; nearest spellings: ${best.join(", ")}` : ""}.`;
  }

  changed() {
    this.chosen = this.probes.map((line) => this.ids(line)[0]);
    const analogy = this.ids(this.analogy);
    this.terms = analogy.length === 3 ? analogy : null;
    this.onChange([...new Set(this.chosen.filter((id) => id !== undefined))], this.terms);
  }

  // The word that was clicked takes the place of the probe that has been there longest.
  put(id) {
    if (this.chosen.includes(id)) return;
    this.turn = ((this.turn ?? -1) + 1) % this.probes.length;
    this.probes[this.turn].inputs[0].value = this.words[id];
    this.changed();
  }

  update(probes, analogy) {
    const found = new Map(probes.map(([id, ...near]) => [id, near]));
    this.probes.forEach((line, i) => this.show(line, found.get(this.chosen[i])));
    this.show(this.analogy, this.terms ? analogy : undefined);
  }

  show(line, near) {
    line.answers.forEach(({ answer, word, cosine }, i) => {
      const there = near && near[i];
      answer.hidden = !there;
      if (!there) return;
      setText(word, this.words[near[i][0]]);
      setText(cosine, near[i][1] === null ? "–" : near[i][1].toFixed(2).replace("-", "−").replace("0.", "."));
    });
  }
}
