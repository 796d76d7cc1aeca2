// The panel: its controls, and what a frame changes in it.  Streamlit calls the default export again whenever the
// page has run with other data; the panel itself is made once and kept.

const PANELS = new WeakMap();
const KEPT = { first: "live-run", second: "live-run-beside" }; // where the tab remembers its runs over a reload
let before = Object.values(KEPT).map((key) => sessionStorage.getItem(key)); // those of the page that was reloaded

const NAMES = { v: "Input vectors", u: "Output vectors", mean: "Means of input and output vectors" };

const nats = (loss) => (loss === null ? "–" : loss < 1e4 ? loss.toFixed(3) : loss.toExponential(1));

class Panel extends Controls {
  constructor(component) {
    super();
    this.root = component.parentElement.querySelector(".live");
    const $ = (this.$ = (selector) => this.root.querySelector(selector));
    const { palette } = component.data;
    for (const [role, colour] of Object.entries(palette)) if (role !== "series") this.root.style.setProperty(`--role-${role}`, colour);
    this.text = new RunningText($(".live-text"));
    this.pairs = new PairTable($(".live-pairs tbody"));
    this.formula = new Formula($(".live-terms"));
    this.map = new WordMap($(".live-map canvas"), $(".live-tip"), palette, (id) => this.probes.put(id));
    this.curve = new LossCurve($(".live-of-loss canvas"), palette);
    this.similarity = new Similarity($(".live-of-similarity canvas"), palette);
    this.saving = new SaveMenu($(".live-save"), this);
    this.xray = new XRay($(".live-xray"), palette);
    this.matrices = new Matrices($(".live-matrices"), palette);
    this.timeline = new Timeline($(".live-timeline"), this.map, {
      film: () => this.send({ op: "film" }),
      back: (step) => {
        this.at = step;
        this.look();
      },
      rewind: (step) => this.send({ op: "rewind", step }),
      ask: (what) => this.component.setTriggerValue("asked", what),
    });
    this.lens = "overview";
    this.at = null;
    this.roles = new Map();
    this.probes = new Probes($(".live-probe-rows"), $(".live-analogy"), this.root, () => {
      this.look();
      this.remember();
    });
    this.ids = Date.now(); // larger than those of a panel before this one
    this.expected = this.heardOf = 0;
    this.asked = new Map();
    this.listen();
    this.restyle();
  }

  // New data from the page: another run, or (without a socket) a frame.
  receive(component) {
    this.component = component;
    this.restyle();
    const { data } = component;
    this.beside = data.beside;
    this.root.classList.toggle("live-beside", Boolean(data.beside));
    this.$(".live-title").hidden = !data.title;
    setText(this.$(".live-title"), data.title);
    if (!data.beside) this.curve.other = null;
    if (data.token !== this.token || Boolean(data.polled) !== this.polled) {
      const kept = before[0] && before[0] !== data.token && !this.token && data.adopt;
      if (kept) {
        const tokens = before.filter(Boolean).join(" ");
        before = [];
        return component.setTriggerValue("adopt", tokens);
      }
      this.connect(data);
    }
    this.heardOf = Math.max(this.heardOf, data.heard ?? 0);
    if (data.frames) for (const frame of data.frames) this.show(decode(Uint8Array.from(atob(frame), (c) => c.charCodeAt(0)).buffer));
  }

  connect(data) {
    this.wire?.close();
    this.wire = undefined;
    this.token = data.token;
    this.polled = Boolean(data.polled);
    this.settings = data;
    sessionStorage.setItem(KEPT[data.beside || "first"], data.token);
    if (!data.beside) sessionStorage.removeItem(KEPT.second);
    this.curve.clear();
    this.text.clear();
    this.pairs.clear();
    if (data.polled) return this.note("Slower updates: this server's live channel cannot be reached from here.");
    this.wire = new Wire(`${data.path}/${data.token}`, {
      frame: (frame) => this.show(frame),
      open: () => {
        this.expected = 0; // what was said while there was no socket was not heard
        this.note("");
      },
      lost: () => this.note("The connection was lost; trying again …"),
      gone: () => this.note("This run has ended on the server. Reload the page to begin another."),
      unreachable: () => this.component.setStateValue("unreachable", true),
    });
  }

  send(message) {
    message.id = ++this.ids;
    this.asked.set(message.id, performance.now());
    if (this.wire) this.wire.send(message);
    else {
      this.orders = [...(this.orders || []).slice(-7), message];
      this.component.setStateValue("orders", this.orders);
    }
  }

  look() {
    if (!this.words) return;
    const shown = Number(this.$(".live-shown").value);
    const probes = [...new Set(this.probes.chosen.filter((id) => id !== undefined))];
    const first = [...probes, ...(this.probes.terms || [])];
    const rows = this.lens === "matrices" ? this.matrices.wanted(first, this.words.length) : [];
    this.send({ op: "look", matrix: this.$(".live-matrix").value, shown, probes, analogy: this.probes.terms, rows, pairs: this.similarity.pairs.flat(), at: this.at });
  }

  // Which pairs to draw, from what stands in the field.
  watchPairs() {
    const { pairs, names, trouble } = pairsOf(this.$(".live-watched").value, this.probes.index, (word) => this.probes.hint(word));
    this.similarity.show(pairs, names);
    const see = this.$(".live-see");
    see.classList.toggle("live-missing", Boolean(trouble));
    setText(see, trouble || "1 = same direction. Pairs met in the same company rise; others stay low.");
  }

  // What is watched goes into the link.
  remember() {
    this.component.setTriggerValue("watched", { pairs: this.$(".live-watched").value.trim(), ...this.probes.written() });
  }

  show({ header, arrays, bytes }) {
    if (header.hello) return this.begin(header);
    if (!this.words) return;
    if (header.film) return this.timeline.receive(header, arrays);
    if (header.answer) this.answered(header.answer);
    if (!(this.expected > this.heardOf)) {
      this.playing = header.playing;
      this.showPlaying(header.playing || header.pending > 0);
    }
    if (this.$(".live-speed") !== document.activeElement) this.$(".live-speed").value = header.speed ?? "";
    this.showRate(header.rate);
    if (header.checkpoints) this.timeline.setSteps(header.checkpoints);
    if (header.rates) this.curve.rates = header.rates;
    setText(this.$(".live-step"), header.step.toLocaleString("en"));
    this.step = header.step;
    this.trouble(header.trouble || header.answer?.trouble || "");
    if (header.epoch !== undefined) {
      setText(this.$(".live-epoch"), `${header.epoch.toFixed(2)} ×`);
      this.text.progress(header.epoch % 1);
      this.loss = header.loss;
      setText(this.$(".live-loss"), nats(header.loss));
      setText(this.$(".live-held"), nats(header.held));
    }
    if (arrays.curve) {
      this.curve.update(header.curve, arrays.curve);
      const { smoothed, width, from } = this.curve;
      if (this.beside) document.dispatchEvent(new CustomEvent("live-both", { detail: { from: this, curve: { smoothed, width, from } } }));
    }
    if (header.map) {
      this.map.update(arrays.xy, header.map.scale);
      const share = header.map.held.map((part) => Math.round(100 * (part ?? 0)));
      setText(this.$(".live-caption"), `${NAMES[this.$(".live-matrix").value]} on their two main axes (PCA), which hold ${share[0]} % and ${share[1]} % of their spread. What lies apart here lies apart; what lies together may not.`);
    }
    if (header.probes) {
      this.probes.update(header.probes, header.analogy);
      this.mark(header);
    }
    if (header.similar) {
      const past = { steps: arrays.similar_steps, cosines: arrays.similar_past };
      this.similarity.update(header.step, header.similar, past, header.similar_anew);
    }
    if (header.heat) this.matrices.update(this.words, header, arrays, this.roles);
    if (arrays.rows) this.showStep(arrays, header);
    else if (header.step === 0) this.clearStep();
    this.say(header);
    this.still = header.still;
    if (this.beside && this.still) {
      document.dispatchEvent(new CustomEvent("live-both", { detail: { from: this, at: header.step } }));
      this.catchUp();
    }
    this.root.dispatchEvent(new CustomEvent("live-frame", { detail: { n: header.n, bytes, step: header.step } }));
  }

  begin(hello) {
    if (this.words && this.greeted === this.token) return; // said twice
    this.greeted = this.token;
    this.words = hello.words;
    this.negatives = hello.negatives;
    this.curve.untrained = hello.untrained;
    this.curve.clear();
    this.map.setWords(hello.words, hello.counts);
    const V = hello.words.length;
    this.map.describe = (i) => `${hello.words[i]}: ${hello.counts[i].toLocaleString("en")} times, rank ${i + 1} of ${V.toLocaleString("en")}`;
    this.$(".live-watched").value = this.settings.pairs;
    this.similarity.show([], []);
    this.probes.setWords(hello.words, this.settings.probes, this.settings.analogy);
    this.watchPairs();
    this.look();
  }

  showStep(arrays, header) {
    const { strip, marks, strip_at, rows, values } = arrays;
    if (arrays.x_v) this.xray.update(this.words, arrays, header.rate_used);
    this.text.update(this.words, strip, marks, strip_at[0]);
    this.pairs.update(this.words, rows, values);
    this.formula.update(this.words, rows, values, this.negatives);
    const roles = new Map(), links = [];
    const first = 1 + this.negatives;
    for (let i = 0; i < rows.length / 3; i++) {
      const [centre, out, flags] = rows.subarray(3 * i, 3 * i + 3);
      if (!(flags & 2) || (!(flags & 1) && i >= first)) continue;
      const role = flags & 1 ? "context" : "negative";
      if (!roles.has(out)) roles.set(out, role);
      links.push([centre, out, role]);
    }
    if (rows.length) roles.set(rows[0], "centre");
    this.roles = roles;
    this.map.showStep(roles, links);
  }

  clearStep() {
    this.text.clear();
    this.pairs.clear();
    this.map.showStep(new Map(), []);
  }

  mark(header) {
    const marked = new Map();
    const terms = this.probes.terms;
    const answer = header.analogy?.[0]?.[0];
    if (terms) for (const id of terms) marked.set(id, "answer");
    if (terms && answer !== undefined) marked.set(answer, "answer");
    for (const id of this.probes.chosen) if (id !== undefined && !marked.has(id)) marked.set(id, "answer");
    this.map.showMarked(marked, terms && answer !== undefined ? [...terms, answer] : null);
  }

  answered({ id }) {
    this.heardOf = Math.max(this.heardOf, id ?? 0);
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked) this.root.dispatchEvent(new CustomEvent("live-answer", { detail: performance.now() - asked }));
  }

  // For screen readers, not oftener than they can speak.
  say(header) {
    const now = performance.now();
    if (this.saidAt && now - this.saidAt < (header.playing ? 5000 : 400)) return;
    this.saidAt = now;
    const loss = this.loss === null || this.loss === undefined ? "" : `, loss ${this.loss.toFixed(2)} nats per pair`;
    setText(this.$(".live-say"), `Step ${header.step}${loss}, ${header.playing ? "training" : "paused"}.`);
  }

  trouble(text) {
    const box = this.$(".live-trouble");
    box.hidden = !text;
    setText(box, text);
  }

  note(text) {
    const box = this.$(".live-note");
    box.hidden = !text;
    setText(box, text);
  }

  restyle() {
    this.map.restyle();
    this.curve.restyle();
    this.similarity.restyle();
  }

  close() {
    this.wire?.close();
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("live-both", this.onBoth);
    this.saving.close();
    this.map.close();
    this.curve.close();
    this.similarity.close();
  }
}

export default function (component) {
  const place = component.parentElement;
  let panel = PANELS.get(place);
  if (!panel) PANELS.set(place, (panel = new Panel(component)));
  panel.receive(component);
  return () => {
    panel.close();
    PANELS.delete(place);
  };
}
