// Words that the visitor watches: probes with their nearest words, and an analogy.
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
      input.addEventListener("change", () => this.changed(true));
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

  changed(byHand) {
    this.chosen = this.probes.map((line) => this.ids(line)[0]);
    const analogy = this.ids(this.analogy);
    this.terms = analogy.length === 3 ? analogy : null;
    if (byHand) this.onChange();
  }

  // What stands in the fields, for the link.
  written() {
    const words = (lines) => lines.flatMap((line) => line.inputs.map((input) => input.value.trim())).join(",");
    return { probes: words(this.probes), analogy: words([this.analogy]) };
  }

  // The word that was clicked takes the place of the probe that has been there longest.
  put(id) {
    if (this.chosen.includes(id)) return;
    this.turn = ((this.turn ?? -1) + 1) % this.probes.length;
    this.probes[this.turn].inputs[0].value = this.words[id];
    this.changed(true);
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
