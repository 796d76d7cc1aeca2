// The panel: its parts, and what a frame changes in each of them.

import { setText } from "../shared/elements.js";
import { decode } from "../shared/frame.js";
import { save } from "../shared/save.js";
import { Controls } from "./controls.js";
import { LossCurve } from "./curve.js";
import { Explain } from "./explain.js";
import { WordMap } from "./map.js";
import { Matrices } from "./matrices.js";
import { Probes } from "./probes.js";
import { SaveMenu } from "./save.js";
import { pairsOf, Similarity } from "./similarity.js";
import { Formula, PairTable, RunningText } from "./tables.js";
import { Timeline } from "./timeline.js";
import { Wire } from "./wire.js";
import { XRay } from "./xray.js";

const KEPT = { first: "live-run", second: "live-run-beside" }; // where the tab remembers its runs during a reload
let before = Object.values(KEPT).map((key) => sessionStorage.getItem(key)); // those of the page that was reloaded

/** @type {Record<string, string>} */
const NAMES = {
  v: "Input vectors",
  u: "Output vectors",
  mean: "Means of input and output vectors",
  both: "Input and output vectors end to end",
};
const SEE = "1 = same direction. Pairs with the same neighbours rise; others stay low.";
const SAID_EVERY = 5000; // ms between two sentences for a screen reader while it plays

/** @param {number | null} loss */
const nats = (loss) => (loss === null ? "–" : loss < 1e4 ? loss.toFixed(3) : loss.toExponential(1));

export class Panel {
  /** @param {import("../shared/mounted.js").Component} component */
  constructor(component) {
    this.component = component;
    this.settings = component.data; // of the run that is shown
    this.root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".live"));
    this.$ = (/** @type {string} */ selector) => /** @type {any} */ (this.root.querySelector(selector));
    const { $ } = this;
    const { palette } = component.data;
    for (const [role, colour] of Object.entries(palette))
      if (role !== "series") this.root.style.setProperty(`--role-${role}`, colour);
    this.text = new RunningText($(".live-text"));
    this.pairs = new PairTable($(".live-pairs tbody"));
    this.formula = new Formula($(".live-terms"));
    this.map = new WordMap($(".live-map canvas"), $(".live-map .canvas-tip"), palette, (id) => this.probes.put(id));
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
        if (!this.timeline.playing) this.remember();
        if (this.beside === "first" && !this.timeline.playing) this.controls.tell({ seek: step });
      },
      rewind: (step) => this.controls.both({ op: "rewind", step }),
      pose: (step) => this.controls.tell({ pose: step }),
      xray: () => {
        if (!this.settings.film) this.controls.showLens("xray");
      },
      matrix: () => $(".live-matrix").value,
      ask: (what) => this.component.setTriggerValue("asked", what),
    });
    this.probes = new Probes($(".live-probe-rows"), $(".live-analogy"), () => {
      this.look();
      this.remember();
    });
    this.explain = new Explain(this.root, $(".live-explained"), () => !this.settings.film);
    this.curve.onStep = (step) => {
      if (!this.settings.film) this.controls.showLens("xray");
      this.timeline.look(step);
    };
    /** @type {number | null} the step looked at; null: now */
    this.at = null;
    /** @type {number | null} the past step that is shown; null: the newest */
    this.shownAt = null;
    this.refusal = ""; // of the last order
    /** @type {string} what the loss held out is */
    this.heldOutIs = $(".live-key-held").dataset.explain || "";
    this.remembering = 0;
    this.remembered = ""; // what the link says
    this.map.onFrame = () => this.remember();
    this.map.onPlaced = (guide) => {
      if (this.beside === "first") this.controls.tell({ guide });
    };
    this.held = [0, 0]; // shares of the spread that the axes of the map hold
    this.batch = 0; // pairs of a step
    this.step = 0;
    /** @type {number | null} */
    this.loss = null;
    this.playing = false;
    this.saidAt = 0;
    this.sayLater = 0; // the timer of what is still to be said
    /** @type {string | null} which of two panels this is, "first" or "second" */
    this.beside = null;
    /** @type {Map<number, import("./map.js").Role>} of the words of the step under way */
    this.roles = new Map();
    /** @type {string[] | null} */
    this.words = null;
    this.negatives = 0; // of each true pair
    this.ids = Date.now(); // of orders; larger than those of a panel before this one
    this.expected = 0; // the order after which frames know whether it plays
    this.heardOf = 0; // the last order that the server has answered
    /** @type {Map<number, number>} when each order was given */
    this.asked = new Map();
    /** @type {any[]} orders for the page to pass on, without a socket */
    this.orders = [];
    /** @type {Wire | null} */
    this.wire = null;
    this.token = "";
    this.opened = 0; // how often a lesson has opened this page
    this.greeted = "";
    this.polled = false;
    this.controls = new Controls(this);
    this.restyle();
  }

  /**
   * New data from the page: another run, or (without a socket) a frame.
   * @param {import("../shared/mounted.js").Component} component
   */
  receive(component) {
    this.component = component;
    this.restyle();
    const { data } = component;
    this.beside = data.beside;
    this.root.classList.toggle("live-film", Boolean(data.film));
    this.root.classList.toggle("live-beside", Boolean(data.beside));
    this.root.classList.toggle("live-first", data.beside === "first");
    this.root.classList.toggle("live-second", data.beside === "second");
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
    if (data.opened !== this.opened && this.words) this.lookAnew(data);
    this.opened = data.opened;
    this.heardOf = Math.max(this.heardOf, data.heard ?? 0);
    for (const frame of data.frames || [])
      this.show(decode(Uint8Array.from(atob(frame), (sign) => sign.charCodeAt(0)).buffer));
  }

  /** A step of a lesson has opened this page: looks through the lens of its link. @param {any} data */
  lookAnew(data) {
    this.settings = data;
    this.controls.showLens(data.look.lens || "overview", true);
    this.look();
  }

  /** @param {any} data */
  connect(data) {
    this.wire?.close();
    this.wire = null;
    this.token = data.token;
    this.polled = Boolean(data.polled);
    this.settings = data;
    if (!data.film) {
      sessionStorage.setItem(data.beside === "second" ? KEPT.second : KEPT.first, data.token);
      if (!data.beside) sessionStorage.removeItem(KEPT.second);
    }
    this.curve.clear();
    this.text.clear();
    this.pairs.clear();
    this.formula.clear();
    if (data.film) return;
    if (data.polled) return this.note("Slower updates: this server's live channel cannot be reached from here.");
    this.wire = new Wire(`${data.path}/${data.token}`, {
      frame: (frame) => this.show(frame),
      open: () => {
        this.expected = 0; // messages without a socket were not received
        this.note("");
      },
      lost: () => this.note("The connection was lost; trying again …"),
      gone: () => this.note("This run has ended on the server. Reload the page to begin another."),
      unreachable: () => this.component.setStateValue("unreachable", true),
    });
  }

  /** @param {any} message an order to the run */
  send(message) {
    message.id = ++this.ids;
    this.refusal = "";
    this.asked.set(message.id, performance.now());
    if (this.wire) return this.wire.send(message);
    this.orders = [...this.orders.slice(-7), message];
    this.component.setStateValue("orders", this.orders);
  }

  /**
   * Until the server has heard of it, frames that left it earlier know nothing of the click.
   * @param {boolean} playing
   */
  expectPlaying(playing) {
    this.playing = playing;
    this.expected = this.ids;
    this.controls.showPlaying(playing);
  }

  /** Tells the server what the visitor looks at. */
  look() {
    if (!this.words) return;
    const probes = [...new Set(this.probes.chosen.filter((id) => id !== undefined))];
    const first = [...probes, ...(this.probes.terms || [])];
    const rows = this.controls.lens === "matrices" ? this.matrices.wanted(first, this.words.length) : [];
    this.send({
      op: "look",
      matrix: this.$(".live-matrix").value,
      shown: Number(this.$(".live-shown").value),
      probes,
      analogy: this.probes.terms,
      rows,
      pairs: this.similarity.pairs.flat(),
      at: this.at,
      xray: this.controls.lens === "xray",
    });
  }

  /** Which pairs to draw, from what stands in the field. */
  watchPairs() {
    const { index } = this.probes;
    const { pairs, names, trouble } = pairsOf(
      this.$(".live-watched").value,
      index,
      (word) => this.probes.hint(word),
      this.probes.absent,
    );
    this.similarity.show(pairs, names);
    this.$(".live-see").classList.toggle("live-missing", Boolean(trouble));
    setText(this.$(".live-see"), trouble || SEE);
  }

  /** Writes what is watched, and how, into the link once it has stopped changing. */
  remember() {
    if (this.beside === "second") return;
    clearTimeout(this.remembering);
    this.remembering = window.setTimeout(() => {
      const now = JSON.stringify(this.watched());
      if (now !== this.remembered) this.component.setTriggerValue("watched", this.watched());
      this.remembered = now;
    }, 500);
  }

  /** What is watched, as the link writes it; usual values are empty. */
  watched() {
    const { $, map, controls } = this;
    const { zoom, pan, width, height } = map.viewport;
    const moved = Math.abs(zoom - 1) > 1e-3 || Math.hypot(pan[0], pan[1]) > 1;
    const unless = (/** @type {string} */ usual, /** @type {string} */ value) => (value === usual ? "" : value);
    return {
      pairs: $(".live-watched").value.trim(),
      ...this.probes.written(),
      lens: unless("overview", controls.lens),
      map: unless("v", $(".live-matrix").value),
      words: unless("300", $(".live-shown").value),
      chart: unless("loss", controls.chart),
      at: this.at === null ? "" : String(this.at),
      zoom: moved ? [zoom, pan[0] / width, pan[1] / height].map((x) => String(Math.round(x * 1000) / 1000)).join() : "",
    };
  }

  /** Applies the link's way of looking. */
  restore() {
    const { $, controls, map } = this;
    /** @type {Record<string, string>} */
    const { lens, words, chart, at, zoom, map: matrix } = this.settings.look;
    if (matrix) $(".live-matrix").value = matrix;
    if (words) $(".live-shown").value = words;
    if (chart) controls.showChart(chart);
    if (lens) controls.showLens(lens, true);
    if (at) this.timeline.look(Number(at));
    if (zoom) map.frameAt(zoom.split(",").map(Number));
    this.remembered = JSON.stringify(this.watched());
  }

  /** @param {import("../shared/frame.js").Frame} frame */
  show({ header, arrays, bytes }) {
    if (header.hello) return this.begin(header);
    if (!this.words) return;
    if (header.film) return this.timeline.receive(header, arrays);
    if (header.file) return save(header.file, new Blob([arrays.file], { type: header.kind }));
    if (header.answer) this.answered(header.answer);
    this.showStanding(header);
    if (arrays.curve) {
      this.curve.update(header.curve, arrays.curve);
      const { smoothed, width, from } = this.curve;
      this.controls.tell({ curve: { smoothed, width, from } });
    }
    if (header.map) this.showMap(header.map, arrays.xy);
    if (header.probes) {
      this.probes.update(header.probes, header.analogy);
      this.mark(header);
    }
    if (header.similar) {
      const past = { steps: arrays.similar_steps, cosines: arrays.similar_past };
      this.similarity.update(header.step, header.similar, past, header.similar_anew);
      this.similarity.mark(this.shownAt, header.similar_then);
    }
    if (header.heat) this.matrices.update(this.words, header, arrays, this.roles);
    if (arrays.rows) this.showStep(this.words, arrays, header);
    else if ((this.shownAt ?? header.step) === 0) this.clearStep();
    this.say(header);
    this.root.dataset.still = String(header.still); // no further step follows by itself
    this.root.dispatchEvent(new CustomEvent("live-frame", { detail: { n: header.n, bytes, step: header.step } }));
  }

  /**
   * The state of the run: step, speed, rate, losses.
   * @param {any} header
   */
  showStanding(header) {
    const { $ } = this;
    if (this.expected <= this.heardOf) {
      this.playing = header.playing;
      this.controls.showPlaying(header.playing || header.pending > 0);
    }
    if ($(".live-speed") !== document.activeElement) $(".live-speed").value = header.speed ?? "";
    this.controls.showRate(header.rate);
    if (header.checkpoints) this.timeline.setSteps(header.checkpoints);
    if (header.rates) this.curve.rates = header.rates;
    this.step = header.step;
    if (header.at !== undefined) this.shownAt = header.at;
    setText($(".live-step"), (this.shownAt ?? header.step).toLocaleString("en"));
    if (header.answer?.trouble) this.refusal = header.answer.trouble;
    this.trouble(header.trouble || this.refusal);
    $(".live-due").hidden = !header.due; // steps of a click or a link that take a while
    if (header.due) setText($(".live-due"), `${header.pending.toLocaleString("en")} steps to go, ${header.due}`);
    if (header.epoch === undefined) return;
    this.root.classList.toggle("live-past", this.shownAt !== null);
    this.curve.mark(this.shownAt);
    setText($(".live-epoch"), `${header.epoch.toFixed(2)} ×`);
    this.text.progress(header.epoch % 1);
    this.loss = header.loss;
    setText($(".live-loss"), nats(header.loss));
    setText($(".live-held"), nats(header.held));
  }

  /**
   * @param {{scale: number, held: (number | null)[]}} map
   * @param {Int16Array} xy
   */
  showMap({ scale, held }, xy) {
    if (this.shownAt === null) this.map.update(xy, scale);
    else if (!this.timeline.playing) this.map.pose(Float32Array.from(xy, (value) => value * scale));
    this.held = held.map((part) => part ?? 0);
    this.caption();
  }

  caption() {
    if (!this.map.count) return;
    const [across, up] = this.map.shares(this.held).map((part) => Math.round(100 * part));
    const when = this.shownAt === null ? "" : ` at step ${this.shownAt.toLocaleString("en")}`;
    const name = NAMES[this.$(".live-matrix").value] + when;
    const turned = this.map.guide ? " Turned to match the map next to it." : "";
    setText(
      this.$(".live-caption"),
      this.beside
        ? `${name}, PCA: x holds ${across}% of their spread, y ${up}%.${turned}`
        : `${name} on the plane of their two main axes (PCA): x, across, holds ${across}% of their spread, y, up, ` +
            `${up}%. What lies apart here lies apart; what lies together may not.`,
    );
  }

  /** @param {any} hello what does not change during a run */
  begin(hello) {
    if (this.words && this.greeted === this.token) return; // said twice
    this.greeted = this.token;
    /** @type {{words: string[], counts: number[]}} */
    const { words, counts } = hello;
    this.words = words;
    this.negatives = hello.negatives;
    this.batch = hello.batch;
    this.curve.untrained = hello.untrained;
    this.curve.heldOut = hello.held_out;
    setText(this.$(".live-held-name"), this.curve.heldName);
    const key = this.$(".live-key-held");
    key.dataset.explain = hello.held_out
      ? this.heldOutIs
      : "The loss on pairs of the text itself, always the same: it has too few sentences to hold any out, so this says nothing about unseen sentences.";
    const absent = new Set(/** @type {number[]} */ (hello.absent));
    this.map.absent = this.probes.absent = absent;
    this.curve.clear();
    this.map.setWords(words, counts);
    const rank = (/** @type {number} */ i) => `rank ${i + 1} of ${words.length.toLocaleString("en")}`;
    this.map.describe = (i) =>
      absent.has(i)
        ? "in no sentence that is trained on: untrained"
        : `${counts[i].toLocaleString("en")} times, ${rank(i)}`;
    this.$(".live-watched").value = this.settings.pairs;
    this.similarity.show([], []);
    this.probes.setWords(words, this.settings.probes, this.settings.analogy);
    this.watchPairs();
    this.restore();
    this.look();
    if (this.beside === "second") this.controls.tell({ lost: true });
  }

  /**
   * @param {string[]} words
   * @param {any} arrays
   * @param {any} header
   */
  showStep(words, arrays, header) {
    const { strip, marks, strip_at, rows, values } = arrays;
    if (arrays.x_v) this.xray.update(words, arrays, header.update, header.pairs);
    const single = "This step took a single pair.";
    const several = `1 step = ${header.pairs} pairs, all learned at once; you see those of one centre word.`;
    setText(this.$(".live-what"), header.pairs === 1 ? single : several);
    this.text.update(words, strip, marks, strip_at[0]);
    this.pairs.update(words, rows, values);
    this.formula.update(words, rows, values, this.negatives);
    const roles = new Map();
    /** @type {[number, number, import("./map.js").Role][]} */
    const links = [];
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
    this.formula.clear();
    this.map.showStep(new Map(), []);
  }

  /** @param {any} header */
  mark(header) {
    /** @type {Map<number, import("./map.js").Role>} */
    const marked = new Map();
    const { terms, chosen } = this.probes;
    const answer = header.analogy?.[0]?.[0];
    if (terms) for (const id of terms) marked.set(id, "answer");
    if (terms && answer !== undefined) marked.set(answer, "answer");
    for (const id of chosen) if (id !== undefined) marked.set(id, "answer");
    this.map.showMarked(marked, terms && answer !== undefined ? [...terms, answer] : null);
  }

  /** @param {{id: number}} answer */
  answered({ id }) {
    this.heardOf = Math.max(this.heardOf, id ?? 0);
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked) this.root.dispatchEvent(new CustomEvent("live-answer", { detail: performance.now() - asked }));
  }

  /**
   * For screen readers, no more often than they can speak.
   * @param {any} header
   */
  say(header) {
    clearTimeout(this.sayLater);
    const now = performance.now();
    const wait = this.saidAt ? this.saidAt + (header.playing ? SAID_EVERY : 400) - now : 0;
    if (wait > 0) {
      this.sayLater = setTimeout(() => this.say(header), wait); // what comes last is said, too
      return;
    }
    this.saidAt = now;
    const loss = this.loss === null ? "" : `, loss ${this.loss.toFixed(2)} nats per pair`;
    setText(
      this.$(".live-say"),
      `Step ${this.shownAt ?? header.step}${loss}, ${header.playing ? "training" : "paused"}.`,
    );
  }

  /** @param {string} text */
  trouble(text) {
    this.$(".live-trouble").hidden = !text;
    setText(this.$(".live-trouble"), text);
  }

  /** @param {string} text */
  note(text) {
    this.$(".live-note").hidden = !text;
    setText(this.$(".live-note"), text);
  }

  restyle() {
    this.map.restyle();
    this.curve.restyle();
    this.similarity.restyle();
  }

  close() {
    clearTimeout(this.sayLater);
    this.wire?.close();
    this.controls.close();
    this.saving.close();
    this.map.close();
    this.curve.close();
    this.similarity.close();
  }
}
