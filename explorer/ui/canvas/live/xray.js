// One update, number by number: the vectors as strips of colour, scores, errors, gradient, and the NumPy that did it.

// Colour of a component: blue above 0, orange below, the paper itself at 0; right in both themes.
class Tint {
  constructor(palette) {
    const parse = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    this.above = parse(palette.centre);
    this.below = parse(palette.negative);
  }

  // Writes `values` into a canvas of one pixel a component, `columns` wide.
  paint(canvas, values, columns, most) {
    const rows = Math.ceil(values.length / columns);
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    for (let i = 0; i < values.length; i++) {
      const [r, g, b] = values[i] >= 0 ? this.above : this.below;
      image.data.set([r, g, b, 255 * Math.min(1, Math.abs(values[i]) / (most || 1)) ** 0.8], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }
}

class XRay {
  constructor(box, palette) {
    this.tint = new Tint(palette);
    this.box = box;
    this.phase = "before";
    this.rows = [];
    this.body = box.querySelector("tbody");
    this.code = [...box.querySelectorAll(".live-code output")];
    this.story = box.querySelector(".live-story");
    for (const button of box.querySelectorAll("[data-phase]"))
      button.onclick = () => {
        this.phase = button.dataset.phase;
        this.draw();
      };
  }

  row(i) {
    while (this.rows.length <= i) {
      const tr = make("tr", "", this.body);
      const cells = ["live-letter", "live-strip", "live-num", "live-num", "live-num", "live-num", "live-num", "live-num"].map((name) => make("td", name, tr));
      const canvas = make("canvas", "", cells[1]);
      this.rows.push({ tr, cells, canvas });
    }
    return this.rows[i];
  }

  update(words, { rows, values, x_v, x_u, x_chance }, rate) {
    this.seen = { words, rows: rows.slice(), values: values.slice(), v: x_v.slice(), u: x_u.slice(), chance: x_chance.slice(), rate };
    this.draw();
  }

  draw() {
    for (const button of this.box.querySelectorAll("[data-phase]")) button.setAttribute("aria-pressed", String(button.dataset.phase === this.phase));
    this.box.classList.toggle("live-empty", !this.seen);
    if (!this.seen) return;
    const { words, rows, values, v, u, chance, rate } = this.seen;
    const D = v.length / 2, n = chance.length;
    const part = (all, size, i) => {
      const before = all.subarray(i * D, (i + 1) * D), after = all.subarray((size + i) * D, (size + i + 1) * D);
      if (this.phase === "before") return before;
      return this.phase === "after" ? after : after.map((x, d) => x - before[d]);
    };
    const strips = [part(v, 1, 0), ...Array.from({ length: n }, (_, i) => part(u, n, i))];
    const most = Math.max(...strips.map((strip) => strip.reduce((m, x) => Math.max(m, Math.abs(x)), 0)));
    setText(this.box.querySelector(".live-scale"), `colour scale ±${most < 0.001 ? most.toExponential(1) : most.toFixed(3)}`);
    const centre = words[rows[0]];
    this.line(0, "live-row-v", `v ${centre}`, strips[0], D, most, ["", "", "", "", "", ""]);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const flags = rows[3 * i + 2], positive = flags & 1, counts = flags & 2;
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      const x = positive ? -score : score;
      const loss = counts ? Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) : 0;
      total += loss;
      const drawn = positive ? "in the window" : `drawn, p = ${percent(chance[i])}`;
      this.line(i + 1, positive ? "live-positive" : counts ? "live-negative" : "live-skipped", `u ${words[rows[3 * i + 1]]}`, strips[i + 1], D, most, [
        signed(score), sigma.toFixed(3), positive ? "1" : counts ? "0" : "–", counts ? signed(error, 3) : "0", loss.toFixed(3), drawn,
      ]);
    }
    for (let i = n + 1; i < this.rows.length; i++) this.rows[i].tr.hidden = true;
    const list = (k, digits) => "[" + Array.from({ length: Math.min(n, 4) }, (_, i) => signed(values[3 * i + k], digits).replace("+", "")).join(", ") + (n > 4 ? ", …]" : "]");
    [list(0, 2), list(1, 3), list(2, 3), rate.toPrecision(2).replace(/\.?0+$/, "")].forEach((text, i) => setText(this.code[i], text));
    const v0 = v.subarray(0, D), v1 = v.subarray(D), u0 = u.subarray(0, D), u1 = u.subarray(n * D, (n + 1) * D);
    const dot = (a, b) => a.reduce((sum, x, d) => sum + x * b[d], 0);
    const after = dot(u1, v1), before = dot(u0, v0);
    const sure = (x) => percent(1 / (1 + Math.exp(-x)));
    const moved = Math.sqrt(v0.reduce((sum, x, d) => sum + (v1[d] - x) ** 2, 0));
    setText(
      this.story,
      `This pair cost ${total.toFixed(3)} nats. Asked whether “${words[rows[1]]}” stands near “${centre}”, the model said ${sure(before)}; after this one update it says ${sure(after)}. ` +
        `The vector of “${centre}” moved by ${moved < 0.001 ? moved.toExponential(1) : moved.toFixed(3)}: towards the context word in proportion to what was missing to 1, away from each negative in proportion to what it was above 0.`,
    );
  }

  line(i, className, letter, strip, D, most, numbers) {
    const { tr, cells, canvas } = this.row(i);
    tr.hidden = false;
    setClass(tr, className);
    setText(cells[0], letter);
    this.tint.paint(canvas, strip, D, most);
    numbers.forEach((text, k) => setText(cells[k + 2], text));
  }
}

function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

// Rows of both matrices as heat maps, for words that matter: probes first, then the most frequent.
class Matrices {
  constructor(box, palette) {
    this.tint = new Tint(palette);
    this.box = box;
    this.names = box.querySelector(".live-names");
    this.tip = box.querySelector(".live-tip");
    this.sides = ["v", "u"].map((letter) => {
      const side = box.querySelector(`.live-heat-${letter}`);
      const canvas = side.querySelector("canvas");
      canvas.addEventListener("pointermove", (event) => this.hover(event, letter, canvas));
      canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
      return { letter, canvas, note: side.querySelector("figcaption span") };
    });
    this.labels = [];
  }

  // As many words as fit, at 15 px a row.
  wanted(first, V) {
    const rows = Math.min(48, Math.max(8, Math.floor((this.box.clientHeight - 34) / 15)));
    const ids = [...new Set(first)];
    for (let i = 0; ids.length < Math.min(rows, V); i++) if (!ids.includes(i)) ids.push(i);
    return ids.slice(0, Math.min(rows, V));
  }

  update(words, header, arrays, roles) {
    const ids = header.heat;
    while (this.labels.length < ids.length) this.labels.push(make("span", "", this.names));
    this.labels.forEach((label, i) => {
      label.hidden = i >= ids.length;
      if (label.hidden) return;
      setText(label, words[ids[i]]);
      setClass(label, `live-role-${roles.get(ids[i]) || ""}`);
    });
    this.seen = {};
    for (const { letter, canvas, note } of this.sides) {
      const scale = header[`heat_${letter}`], whole = arrays[`heat_${letter}`];
      const D = whole.length / ids.length;
      const values = Float32Array.from(whole, (x) => x * scale);
      const most = 32767 * scale;
      this.tint.paint(canvas, values, D, most);
      canvas.style.height = `${15 * ids.length}px`;
      setText(note, whole.some((x) => x) ? `largest component ±${most.toFixed(3)}` : "all zero before the first step");
      this.seen[letter] = { values, D, ids, words };
    }
  }

  hover(event, letter, canvas) {
    const seen = this.seen?.[letter];
    if (!seen) return;
    const row = Math.floor(event.offsetY / 15), d = Math.floor((event.offsetX / canvas.clientWidth) * seen.D);
    if (row < 0 || row >= seen.ids.length || d < 0 || d >= seen.D) return;
    setText(this.tip, `${letter} ${seen.words[seen.ids[row]]}, component ${d + 1}: ${signed(seen.values[row * seen.D + d], 4)}`);
    this.tip.hidden = false;
    const frame = this.box.getBoundingClientRect();
    const left = event.clientX - frame.left;
    this.tip.style.left = `${left + (left > frame.width - 230 ? -12 : 14)}px`;
    this.tip.style.transform = left > frame.width - 230 ? "translateX(-100%)" : "";
    this.tip.style.top = `${event.clientY - frame.top + 12}px`;
  }
}
