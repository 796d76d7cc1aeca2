// The map: a canvas on which points glide to where they should be. Streamlit calls the default export again whenever
// the page has run with other data; the map itself is made once, so that zoom and positions are kept.

const GLIDE = 110; // ms in which a point covers 63 % of its way
const CROWD = 4000; // points in view from which they are blended into pixels and their density is shaded
const MAPS = new WeakMap();

function bytes(text) {
  const binary = atob(text);
  const found = new Uint8Array(binary.length);
  for (let i = 0; i < found.length; i++) found[i] = binary.charCodeAt(i);
  return found;
}

const floats = (text) => new Float32Array(bytes(text).buffer);

function mixed(stops, t) {
  const parts = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  let k = 1;
  while (k < stops.length - 1 && t > stops[k][0]) k++;
  const [[a, from], [b, to]] = [stops[k - 1], stops[k]];
  const s = Math.min(1, Math.max(0, (t - a) / (b - a || 1)));
  return `rgb(${parts(from).map((v, i) => Math.round(v + s * (parts(to)[i] - v))).join(",")})`;
}

class Atlas {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.tip = root.querySelector(".atlas-tip");
    this.context = this.canvas.getContext("2d");
    this.paper = new CanvasPaper(this.context);
    this.crowd = new Crowd(this.context);
    this.labels = new Labels();
    this.count = 0;
    this.view = null; // {k, x, y}: pixels a unit, and the place at the middle; null: everything in view
    this.fit = null;
    this.hover = -1;
    this.lasso = null;
    this.selecting = false;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas.parentElement);
    root.placeOf = (word) => this.at(this.data.words.indexOf(word)); // pixels; what a test clicks on
    this.listen();
    this.resize();
  }

  receive(component) {
    const { data } = component;
    this.component = component;
    const fresh = data.words !== undefined && data.set !== this.set;
    this.data = data;
    const goal = floats(data.at);
    this.goal = goal;
    const n = goal.length / 2;
    if (n !== this.count || fresh) {
      this.count = n;
      this.set = data.set;
      this.now = Float32Array.from(goal);
      this.place = new Float32Array(2 * n); // pixels, as last drawn
      this.inside = new Int32Array(n);
      this.labels.forget();
      this.view = null;
      this.fit = null;
    }
    this.kept = data.kept ? floats(data.kept) : null;
    this.halo = data.halo ? floats(data.halo) : null;
    const values = data.value ? floats(data.value) : null;
    const { groups, scale } = data.colour;
    const group = data.colour.group ? bytes(data.colour.group) : null;
    this.groupOf = group;
    const steps = 24;
    const ramp = scale ? Array.from({ length: steps + 1 }, (_, i) => mixed(scale, i / steps)) : null;
    this.colourOf = (i) => (ramp ? ramp[Math.round(Math.min(1, Math.max(0, values[i])) * steps)] : groups[group ? group[i] : 0]);
    this.shapeOf = (i) => (group && !ramp ? SHAPES[group[i] % SHAPES.length] : "circle");
    const { asked, near, found, chosen } = data.pointed;
    const lit = [...near, ...found, ...chosen, ...(asked === null ? [] : [asked])];
    this.lit = lit.length ? new Set(lit) : null;
    this.first = [...new Set([...(asked === null ? [] : [asked]), ...near, ...found.slice(0, 150), ...chosen.slice(0, 150)])];
    this.restyle();
    this.canvas.setAttribute("aria-label", data.alt);
    this.showLegend();
    if (this.group !== null && this.group !== undefined && !this.lit) this.lightGroup(this.group);
    this.root.querySelector(".atlas-caption").textContent = data.caption || "";
    this.refit();
    this.wake();
  }

  // Groups as buttons that light theirs up, or the ends of a scale.
  showLegend() {
    const { names, groups, scale, title, ends } = this.data.colour;
    const box = this.root.querySelector(".atlas-legend");
    const key = JSON.stringify([names, title, ends, this.ink]);
    if (key === this.legend) return;
    this.legend = key;
    if (scale) {
      const bar = Object.assign(document.createElement("i"), { className: "atlas-bar" });
      bar.style.background = `linear-gradient(90deg, ${scale.map(([s, c]) => `${c} ${100 * s}%`).join(",")})`;
      box.replaceChildren(`${title}: ${ends[0]} `, bar, ` ${ends[1]}`);
      return;
    }
    box.replaceChildren(...names.map((name, g) => {
      const item = Object.assign(document.createElement("button"), { type: "button", title: "Show only these" });
      const points = (outline(SHAPES[g % SHAPES.length], 5) || []).map((p) => p.join(",")).join(" ");
      const mark = points ? `<polygon points="${points}"/>` : '<circle r="5"/>';
      item.innerHTML = `<svg width="16" height="16" viewBox="-8 -8 16 16" fill="${groups[g]}" aria-hidden="true">${mark}</svg>`;
      item.append(name);
      item.addEventListener("click", () => this.lightGroup(this.group === g ? null : g));
      return item;
    }));
    this.group = null;
  }

  lightGroup(g) {
    this.group = g;
    this.root.querySelectorAll(".atlas-legend button").forEach((item, i) => item.setAttribute("aria-pressed", i === g));
    const members = [];
    for (let i = 0; i < this.count; i++) if (this.groupOf[i] === g) members.push(i);
    this.lit = g === null ? null : new Set(members);
    this.first = members.slice(0, 150);
    this.version++;
    this.wake();
  }

  restyle() {
    this.version = (this.version || 0) + 1;
    const style = getComputedStyle(this.root);
    const ink = style.getPropertyValue("--st-text-color").trim() || "#222";
    if (ink !== this.ink) this.labels.forget();
    this.ink = ink;
    this.back = style.getPropertyValue("--st-background-color").trim() || "#fff";
    this.faint = style.getPropertyValue("--st-border-color").trim() || "#ddd";
    const family = style.getPropertyValue("--st-font").trim() || "sans-serif";
    this.fonts = [`400 12px ${family}`, `700 14px ${family}`];
    this.family = family;
  }

  resize() {
    const box = this.canvas.parentElement;
    this.ratio = window.devicePixelRatio || 1;
    this.width = box.clientWidth;
    this.height = box.clientHeight;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.fit = null;
    this.refit();
    this.wake();
  }

  // The frame that holds all words; while a layout forms it is widened at once and narrowed only when much too wide.
  refit() {
    if (!this.count || !this.width) return;
    const share = this.data.forming ? 0.03 : 0; // while words still fly about, a few may leave the frame
    const [[x0, x1], [y0, y1]] = [0, 1].map((axis) => {
      const along = Float32Array.from({ length: this.count }, (_, i) => this.goal[2 * i + axis]).sort();
      const [low, high] = [along[Math.floor(share * (this.count - 1))], along[Math.ceil((1 - share) * (this.count - 1))]];
      return [low - 3 * share * (high - low), high + 3 * share * (high - low)];
    });
    const k = Math.min((this.width - 90) / (x1 - x0 || 1e-9), (this.height - 44) / (y1 - y0 || 1e-9));
    const goal = { k, x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    const off = this.fit ? Math.max(Math.abs(goal.x - this.fit.x), Math.abs(goal.y - this.fit.y)) * this.fit.k : Infinity;
    if (!this.fit || k < this.fit.k || k > 1.15 * this.fit.k || off > 20) this.fitGoal = goal;
    if (!this.fit) this.fit = { ...goal };
  }

  get frame() {
    return this.view || this.fit;
  }

  at(i) {
    const { k, x, y } = this.frame;
    return [this.width / 2 + (this.now[2 * i] - x) * k, this.height / 2 - (this.now[2 * i + 1] - y) * k];
  }

  wake() {
    if (!this.asked) this.asked = requestAnimationFrame((time) => this.tick(time));
  }

  tick(time) {
    this.asked = 0;
    if (!this.count || !this.width || !this.fit) return;
    const passed = Math.min(60, time - (this.last || time) || 16);
    this.last = time;
    const share = this.still ? 1 : 1 - Math.exp(-passed / GLIDE);
    let moving = false;
    const least = 0.2 / this.frame.k;
    for (let i = 0; i < this.now.length; i++) {
      const d = this.goal[i] - this.now[i];
      if (Math.abs(d) > least) { this.now[i] += share * d; moving = true; } else this.now[i] = this.goal[i];
    }
    for (const part of ["k", "x", "y"]) {
      const d = this.fitGoal[part] - this.fit[part];
      if (Math.abs(d) > 1e-3 * Math.abs(part === "k" ? this.fit.k : 10 / this.fit.k)) { this.fit[part] += share * d; moving = true; } else this.fit[part] = this.fitGoal[part];
    }
    if (moving) this.version++;
    this.draw(this.paper, this.ratio);
    if (moving) this.wake();
    else this.last = 0;
    this.root.dataset.state = moving ? "moving" : "still";
  }

  draw(paper, ratio) {
    const { width: w, height: h, data, count } = this;
    if (paper === this.paper) {
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.context.clearRect(0, 0, w, h);
    }
    const zoom = this.frame.k / this.fit.k;
    const place = paper === this.paper ? this.place : new Float32Array(2 * count);
    const { inside } = this;
    let n = 0;
    const { k, x: mx, y: my } = this.frame;
    for (let i = 0; i < count; i++) {
      const x = (place[2 * i] = w / 2 + (this.now[2 * i] - mx) * k);
      const y = (place[2 * i + 1] = h / 2 - (this.now[2 * i + 1] - my) * k);
      if (x > -20 && y > -20 && x < w + 20 && y < h + 20) inside[n++] = i;
    }
    const rows = inside.subarray(0, n);
    const r = Math.min(6.5, (count <= 300 ? 4.6 : count <= 1500 ? 3.7 : count <= 5000 ? 2.8 : count <= 30_000 ? 2 : 1.3) * Math.min(1.7, zoom ** 0.25));
    const where = (i) => [place[2 * i], place[2 * i + 1]];
    const haloed = this.halo ? [...(this.lit && this.lit.size <= 30 ? this.lit : []), ...(this.hover >= 0 ? [this.hover] : [])] : [];
    const alpha = (i) => (this.halo ? Math.max(0.12, 0.95 * Math.exp(-2.5 * (this.halo[i] / this.data.radius) ** 2)) : 0.88);
    const many = n > CROWD;
    if (many && paper === this.paper) this.drawCrowd(rows, place, r, alpha, ratio);
    else if (many) this.drawDensity(paper, rows, place);
    if (data.axes.length) this.drawAxes(paper);
    const each = !many || paper !== this.paper;
    if (this.lit && each) for (const i of rows) if (!this.lit.has(i)) paper.mark(...where(i), this.shapeOf(i), r, this.colourOf(i), 0.17, ratio);
    for (const i of haloed) {
      paper.ring(...where(i), this.halo[i] * this.frame.k, this.colourOf(i), 0, 0.14, this.colourOf(i));
      paper.ring(...where(i), this.halo[i] * this.frame.k, this.colourOf(i), 1.2, 0.7);
    }
    this.drawThreads(paper, where);
    if (each) for (const i of rows) if (!this.lit || this.lit.has(i)) paper.mark(...where(i), this.shapeOf(i), r, this.colourOf(i), alpha(i), ratio);
    const { asked, near, found, chosen } = data.pointed;
    const { roles } = data;
    for (const i of chosen.slice(0, 3000)) paper.ring(...where(i), r + 3, this.ink, 1.3, 0.8);
    const crowded = found.length > 150; // many rings would hide the map
    for (const i of found.slice(0, 3000)) paper.ring(...where(i), crowded ? r + 1.5 : r + 3, roles.found, crowded ? 1 : 2);
    for (const i of near) paper.ring(...where(i), r + 3, roles.near, 2);
    if (asked !== null) { paper.ring(...where(asked), r + 4.5, roles.asked, 3); }
    this.drawLabels(paper, rows, where, r);
    if (data.axes.length) this.drawTitles(paper);
    if (this.lasso && paper === this.paper && this.lasso.length > 1) paper.line([...this.lasso, this.lasso[0]], this.ink, 1.4, 0.8, [4, 3]);
  }

  drawAxes(paper) {
    const { width: w, height: h, frame: { k, x, y } } = this;
    const zero = [w / 2 - x * k, h / 2 + y * k];
    paper.line([[zero[0], 0], [zero[0], h]], this.faint, 1);
    paper.line([[0, zero[1]], [w, zero[1]]], this.faint, 1);
  }

  // The corners where axis titles, tools and the caption stand: labels keep out of them.
  get reserved() {
    const boxes = [[this.width - 250, 0, this.width, 42]];
    const [across, up] = this.data.axes;
    if (across) boxes.push([this.width - 7 * across.length - 30, this.height - 26, this.width, this.height], [0, 0, 7 * up.length + 30, 26]);
    if (this.data.caption) boxes.push([0, this.height - 30, 7 * this.data.caption.length, this.height]);
    return boxes;
  }

  drawTitles(paper) {
    const font = `600 12px ${this.family}`;
    const [across, up] = this.data.axes;
    this.context.font = font;
    const wide = this.context.measureText(`${across} →`).width;
    paper.text(`${across} →`, this.width - wide - 12, this.height - 14, font, this.ink, this.back);
    paper.text(`↑ ${up}`, 12, 14, font, this.ink, this.back);
  }

  // Points on the screen where they are many: discs of their colour, whatever their group.
  drawCrowd(rows, place, r, alpha, ratio) {
    const { crowd, lit, frame } = this;
    const seen = [frame.k, frame.x, frame.y, r, ratio, this.width, this.height, this.version].join();
    if (seen === crowd.seen) return crowd.end(); // only what is above the points has changed
    crowd.seen = seen;
    crowd.begin(this.canvas.width, this.canvas.height, this.back);
    crowd.density(rows, rows.length, place, ratio, this.ink);
    const colourOf = (i) => this.colourOf(i);
    if (lit) {
      const others = rows.filter((i) => !lit.has(i));
      crowd.points(others, others.length, place, ratio, r, colourOf, () => 0.17);
    }
    const shown = lit ? rows.filter((i) => lit.has(i)) : rows;
    crowd.points(shown, shown.length, place, ratio, r, colourOf, alpha);
    crowd.end();
  }

  // The same in a file, cell by cell.
  drawDensity(paper, inside, place) {
    const size = CELL_OF_DENSITY;
    const columns = Math.ceil(this.width / size) + 1;
    const cells = new Map();
    for (const i of inside) {
      const cell = Math.floor(place[2 * i + 1] / size) * columns + Math.floor(place[2 * i] / size);
      cells.set(cell, (cells.get(cell) || 0) + 1);
    }
    for (const [cell, n] of cells) {
      if (n > 1) paper.box((cell % columns) * size, Math.floor(cell / columns) * size, size, size, this.ink, Math.min(0.22, 0.03 * Math.log2(n)));
    }
  }

  drawThreads(paper, where) {
    const { pointed: { asked, near, hidden }, roles, arrows } = this.data;
    if (asked !== null) {
      const far = new Set(hidden);
      for (const i of near) paper.line([where(asked), where(i)], roles.near, 1.6, far.has(i) ? 0.75 : 0.95, far.has(i) ? [2, 4] : []);
    }
    for (const [from, to, text] of arrows) {
      const [a, b] = [where(from), where(to)];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (length < 2) continue;
      const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
      paper.line([a, b], roles.near, 1.8, 0.9);
      paper.line([[b[0] - 9 * ux + 4 * uy, b[1] - 9 * uy - 4 * ux], b, [b[0] - 9 * ux - 4 * uy, b[1] - 9 * uy + 4 * ux]], roles.near, 1.8, 0.9);
      if (text) paper.text(text, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, `400 11px ${this.family}`, this.ink, this.back, { align: "center" });
    }
  }

  drawLabels(paper, rows, where, r) {
    const inView = (i) => {
      const [x, y] = where(i);
      return x > 0 && y > 0 && x < this.width && y < this.height;
    };
    const first = this.first.filter(inView);
    const bold = new Set(first);
    const rest = [];
    if (!this.lit) for (let k = 0; k < rows.length && rest.length < 1500; k++) if (!bold.has(rows[k])) rest.push(rows[k]);
    const words = this.data.words;
    if (this.hover >= 0 && inView(this.hover) && !bold.has(this.hover)) first.unshift(this.hover);
    const told = this.data.arrows.map(([from, to]) => { // where the cosines of arrows stand
      const [x, y] = [0, 1].map((axis) => (where(from)[axis] + where(to)[axis]) / 2);
      return [x - 26, y - 7, x + 26, y + 7];
    });
    const wanted = [...first, ...rest].map((i) => [i, words[i], ...where(i), r, bold.has(i) || i === this.hover]);
    for (const [, word, x, y, strong] of this.labels.place(this.context, wanted, this.fonts, this.width, this.height, 320, [...this.reserved, ...told])) {
      paper.text(word, x, y, this.fonts[strong ? 1 : 0], this.ink, this.back, { alpha: strong ? 1 : 0.92 });
    }
  }

  nearest(x, y) {
    const { place, lit } = this;
    let [best, least] = [-1, 16 * 16];
    for (let i = 0; i < this.count; i++) {
      const d = (place[2 * i] - x) ** 2 + (place[2 * i + 1] - y) ** 2;
      if (d < least && !(lit && !lit.has(i) && d > 49)) [best, least] = [i, d];
    }
    return best;
  }

  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    const { k, x: cx, y: cy } = this.frame;
    const next = Math.min(this.fit.k * 200, Math.max(this.fit.k * 0.5, k * factor));
    const [ux, uy] = [cx + (x - this.width / 2) / k, cy - (y - this.height / 2) / k];
    this.view = { k: next, x: ux - (x - this.width / 2) / next, y: uy + (y - this.height / 2) / next };
    this.wake();
  }

  panBy(dx, dy) {
    const { k, x, y } = this.frame;
    this.view = { k, x: x - dx / k, y: y + dy / k };
    this.wake();
  }

  home() {
    this.view = null;
    this.wake();
  }

  listen() {
    const { canvas } = this;
    let grip = null;
    const on = (name, act, options) => canvas.addEventListener(name, act, options);
    on("wheel", (e) => { e.preventDefault(); this.zoomBy(Math.exp(-e.deltaY * 0.0016), e.offsetX, e.offsetY); }, { passive: false });
    on("pointerdown", (e) => {
      grip = { x: e.offsetX, y: e.offsetY, moved: false };
      canvas.setPointerCapture(e.pointerId);
      if (this.selecting || e.shiftKey) this.lasso = [[e.offsetX, e.offsetY]];
    });
    on("pointermove", (e) => {
      if (!grip) return this.point(this.nearest(e.offsetX, e.offsetY), e);
      const [dx, dy] = [e.offsetX - grip.x, e.offsetY - grip.y];
      if (!grip.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      grip.moved = true;
      if (this.lasso) this.lasso.push([e.offsetX, e.offsetY]);
      else { this.panBy(dx, dy); [grip.x, grip.y] = [e.offsetX, e.offsetY]; }
      this.wake();
    });
    on("pointerup", (e) => {
      const { lasso } = this;
      this.lasso = null;
      if (grip && grip.moved && lasso) this.select(lasso);
      else if (grip && !grip.moved) this.pick(this.nearest(e.offsetX, e.offsetY));
      grip = null;
      this.wake();
    });
    on("pointercancel", () => { grip = this.lasso = null; });
    on("pointerleave", () => this.point(-1));
    on("dblclick", () => this.home());
    on("keydown", (e) => {
      const step = 60;
      const acts = {
        ArrowLeft: () => this.panBy(step, 0), ArrowRight: () => this.panBy(-step, 0), ArrowUp: () => this.panBy(0, step),
        ArrowDown: () => this.panBy(0, -step), "+": () => this.zoomBy(1.4), "=": () => this.zoomBy(1.4), "-": () => this.zoomBy(1 / 1.4),
        0: () => this.home(), Escape: () => this.pick(-1), Enter: () => this.pick(this.hover),
      };
      if (acts[e.key]) { e.preventDefault(); acts[e.key](); }
    });
    const tools = { in: () => this.zoomBy(1.5), out: () => this.zoomBy(1 / 1.5), all: () => this.home(), lasso: () => this.toggleLasso(), png: () => this.savePng(), svg: () => this.saveSvg() };
    for (const [name, act] of Object.entries(tools)) this.root.querySelector(`[data-tool="${name}"]`).addEventListener("click", act);
  }

  toggleLasso() {
    this.selecting = !this.selecting;
    this.root.querySelector('[data-tool="lasso"]').setAttribute("aria-pressed", this.selecting);
    this.canvas.style.cursor = this.selecting ? "crosshair" : "";
  }

  point(i, event) {
    if (i !== this.hover) { this.hover = i; this.wake(); }
    this.tip.hidden = i < 0;
    this.canvas.classList.toggle("atlas-over", i >= 0);
    if (i < 0) return;
    const kept = this.kept && !Number.isNaN(this.kept[i]) ? `${Math.round(this.kept[i] * this.data.k)} of its ${this.data.k} true neighbours are near it here` : "";
    const [word, ...lines] = [this.data.words[i], `number ${(i + 1).toLocaleString("en")} of ${this.count.toLocaleString("en")} drawn`, kept, this.halo ? `wanders ${(this.halo[i] / this.data.radius).toFixed(2)} radii of the map` : "", this.data.hover[i] || ""];
    this.tip.replaceChildren(...[word, ...lines.filter(Boolean)].map((text, k) => Object.assign(document.createElement(k ? "span" : "b"), { textContent: text })));
    const [x, y] = this.at(i);
    const left = x + 14 + this.tip.offsetWidth > this.width ? x - 14 - this.tip.offsetWidth : x + 14;
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.min(this.height - this.tip.offsetHeight, Math.max(0, y + 12))}px)`;
  }

  pick(i) {
    if (i < 0 && this.data.pointed.asked === null && !this.data.pointed.chosen.length) return;
    this.component.setTriggerValue("news", { rows: i < 0 ? [] : [i] });
  }

  select(lasso) {
    const rows = [];
    for (let i = 0; i < this.count; i++) {
      const [x, y] = this.at(i);
      let inside = false;
      for (let a = 0, b = lasso.length - 1; a < lasso.length; b = a++) {
        const [[ax, ay], [bx, by]] = [lasso[a], lasso[b]];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      if (inside) rows.push(i);
    }
    if (rows.length) this.component.setTriggerValue("news", { rows });
  }

  savePng() {
    const scale = 2;
    const canvas = new OffscreenCanvas(this.width * scale, this.height * scale);
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.fillStyle = this.back;
    context.fillRect(0, 0, this.width, this.height);
    this.draw(new CanvasPaper(context), scale);
    canvas.convertToBlob({ type: "image/png" }).then((blob) => this.save(blob, "png"));
  }

  saveSvg() {
    const paper = new SvgPaper(this.width, this.height, this.back);
    this.draw(paper, 1);
    this.save(new Blob([paper.toString()], { type: "image/svg+xml" }), "svg");
  }

  save(blob, kind) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${this.data.name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.asked);
    this.asked = -1;
  }
}

export default function (component) {
  const place = component.parentElement;
  let map = MAPS.get(place);
  if (!map) MAPS.set(place, (map = new Atlas(place.querySelector(".atlas"))));
  map.receive(component);
  return () => {
    map.close();
    MAPS.delete(place);
  };
}
