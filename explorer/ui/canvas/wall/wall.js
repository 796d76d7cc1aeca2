// The wall of a class: who is at which step, a small map of each member's run, and the losses of all as one band.
// Frames come through the socket of channel.py; explorer/figures/class_wall.py writes them.

import { Wire } from "../live/wire.js";
import { make, setClass, setText } from "../shared/elements.js";
import { mounted } from "../shared/mounted.js";
import { Band } from "./band.js";
import { Card, span } from "./card.js";

/** @typedef {import("./card.js").Member} Member */

const FEW = 12; // members that do not fill a screen

/**
 * How many members are at each step of a lesson, and how many have it right and wrong.
 * @param {Member[]} members of one lesson
 * @returns {{here: number, right: number, wrong: number}[]}
 */
export function bySteps(members) {
  const most = Math.max(0, ...members.map((member) => member.steps.length));
  return Array.from({ length: most }, (_, i) => ({
    here: members.filter((member) => member.here && member.step === i + 1).length,
    right: members.filter((member) => member.steps[i] === "r").length,
    wrong: members.filter((member) => member.steps[i] === "w").length,
  }));
}

/**
 * The lesson that most members are at; empty if none is at any.
 * @param {Member[]} members
 */
export function commonest(members) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { lesson } of members) if (lesson) counts.set(lesson, (counts.get(lesson) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0] || "";
}

class Wall {
  /** @param {import("../shared/mounted.js").Component} component */
  constructor(component) {
    const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".wall"));
    this.root = root;
    const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.wall-${name}`));
    this.find = find;
    const { palette, token, path } = component.data;
    root.style.setProperty("--role-right", palette.context);
    root.style.setProperty("--role-wrong", palette.negative);
    root.style.setProperty("--role-here", palette.centre);
    this.palette = palette;
    this.token = token;
    /** @type {Map<number, Card>} */
    this.cards = new Map();
    this.band = new Band(/** @type {HTMLCanvasElement} */ (find("band-sheet").querySelector("canvas")), palette);
    this.theme = "";
    this.left = 0; // seconds until the class ends, when a frame came at `at`
    this.at = 0;
    this.count = "";
    this.wire = new Wire(`${path}/${token}`, {
      frame: (frame) => this.show(frame.header, frame.arrays),
      open: () => this.say(""),
      lost: () => this.say("The connection was lost; trying again …"),
      gone: () => this.say("This class is over."),
      unreachable: () => this.say("The wall cannot be reached from here: something on the way blocks WebSockets."),
    });
    this.clock = window.setInterval(() => this.tick(), 1000);
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    const { address, side, code_path: path } = component.data;
    setText(this.find("address"), address);
    const qr = this.find("qr");
    qr.setAttribute("viewBox", `0 0 ${side} ${side}`);
    qr.querySelector("path")?.setAttribute("d", path);
  }

  /** @param {string} text */
  say(text) {
    setText(this.find("said"), text);
  }

  /**
   * @param {any} header
   * @param {any} arrays
   */
  show(header, arrays) {
    this.say("");
    this.left = header.left;
    this.at = performance.now();
    setText(this.find("code"), header.code);
    this.showMembers(header.members);
    this.showSteps(header.members, header.lesson);
    if (header.runs) {
      for (const [id, card] of this.cards) card.showRun(header.runs[id] || null);
      for (const [id, named] of Object.entries(header.maps))
        this.cards.get(Number(id))?.showMap(arrays[`map ${id}`], named);
      this.showBand(header, arrays);
    }
    this.tick();
  }

  /** @param {Member[]} members */
  showMembers(members) {
    const list = this.find("members");
    const there = new Set(members.map((member) => member.id));
    for (const [id, card] of this.cards) {
      if (there.has(id)) continue;
      card.close();
      this.cards.delete(id);
    }
    for (const member of members) {
      let card = this.cards.get(member.id);
      if (!card) {
        card = new Card(list, this.palette);
        this.cards.set(member.id, card);
      }
      card.show(member);
    }
    const columns = members.length <= FEW ? 4 : members.length <= 20 ? 5 : members.length <= 30 ? 6 : 8;
    this.root.style.setProperty("--columns", String(columns));
    setClass(list, members.length <= FEW ? "wall-members few" : "wall-members");
    const here = members.filter((member) => member.here).length;
    const gone = members.length - here;
    this.count = `${here} here${gone ? ` · ${gone} away` : ""}`;
  }

  /**
   * @param {Member[]} members
   * @param {string} announced
   */
  showSteps(members, announced) {
    const lesson = commonest(members) || announced;
    setText(this.find("lesson"), lesson || "No lesson has been begun yet. Join, then choose one on the page Course.");
    const steps = bySteps(members.filter((member) => member.lesson === lesson));
    const list = this.find("steps");
    while (list.children.length > steps.length) list.lastChild?.remove();
    const most = Math.max(1, ...steps.map((step) => step.here));
    steps.forEach((step, i) => {
      const item = list.children[i] || this.stepItem(list);
      const [here, bar, number, gets] = /** @type {HTMLElement[]} */ ([...item.children]);
      setText(here, step.here ? String(step.here) : "");
      bar.style.height = `${(3.2 * step.here) / most}rem`;
      setText(number, String(i + 1));
      setText(gets, step.right + step.wrong ? `${step.right} ✓ ${step.wrong} ✕` : " ");
      setClass(gets, step.wrong > step.right ? "gets misses" : "gets");
      item.setAttribute("aria-label", `Step ${i + 1}: ${step.here} here, ${step.right} right, ${step.wrong} wrong`);
    });
  }

  /** @param {Element} list */
  stepItem(list) {
    const item = make("li", "", list);
    for (const name of ["here", "bar", "step", "gets"])
      make("span", name, item, " ").setAttribute("aria-hidden", "true");
    return item;
  }

  /**
   * @param {any} header
   * @param {any} arrays
   */
  showBand(header, arrays) {
    const { band } = header;
    this.find("band-sheet").hidden = !band;
    setText(this.find("band-title"), band ? "The class's losses, in nats per pair" : "The class's losses");
    if (!band) {
      setText(
        this.find("band-note"),
        "As soon as two members train the same text with the same settings, their losses show here as one band.",
      );
      return;
    }
    this.band.show(arrays["band steps"], arrays.band, arrays["band losses"]);
    const seeds =
      band.seeds === 1
        ? "all of the same seed"
        : `${band.seeds} seeds${band.texts > 1 ? ", by which the text is drawn too" : ""}`;
    const others = band.others ? ` ${band.others} more differ in text or settings.` : "";
    const note = `${band.runs} runs of “${band.text}” with the same settings, ${seeds}.${others} Line: median. Dark: the middle half. Light: from the smallest to the largest loss at that step; ${band.reached} have reached the last one.`;
    setText(this.find("band-note"), note);
    this.band.canvas.setAttribute("aria-label", note);
  }

  /** Updates what depends on the clock and the theme. */
  tick() {
    const gone = (performance.now() - this.at) / 1000;
    if (this.at) setText(this.find("count"), `${this.count} · ends in ${span(Math.max(0, this.left - gone))}`);
    for (const card of this.cards.values()) card.tick();
    const theme = getComputedStyle(this.root).color;
    if (theme !== this.theme) {
      this.theme = theme;
      this.band.restyle();
      for (const card of this.cards.values()) card.restyle();
    }
  }

  close() {
    clearInterval(this.clock);
    this.wire.close();
    this.band.close();
    for (const card of this.cards.values()) card.close();
  }
}

export default mounted((component) => new Wall(component));
