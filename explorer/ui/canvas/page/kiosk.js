// A computer for everybody, as in a museum or a library: when nobody has touched it for some minutes, it
// opens its first address again, and the server treats the next person as a new visitor.

import { setText } from "../shared/elements.js";

const NAME = "kiosk"; // in the address, with minutes; 0 ends it
const USUAL = 3; // minutes, if the address has no readable number
const MOST = 60;
const WARNED = 20; // seconds before the end, or half of the time if that is less
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * The minutes that an address asks for; 0 for none, null if it does not mention it.
 * @param {string} search
 */
export function minutesOf(search) {
  const asked = new URLSearchParams(search).get(NAME);
  if (asked === null) return null;
  const minutes = asked.trim() === "" ? Number.NaN : Number(asked);
  return Number.isFinite(minutes) && minutes >= 0 ? Math.min(minutes, MOST) : USUAL;
}

/**
 * Seconds left before it starts again, if they are few; null while there is time.
 * @param {number} idle seconds since somebody touched it
 * @param {number} minutes
 */
export function left(idle, minutes) {
  const whole = 60 * minutes;
  const seconds = whole - idle;
  return seconds <= Math.min(WARNED, whole / 2) ? Math.max(0, Math.ceil(seconds)) : null;
}

export class Kiosk {
  /** @param {HTMLElement} notice */
  constructor(notice) {
    this.notice = notice;
    this.touched = Date.now();
    const asked = minutesOf(location.search);
    if (asked === 0) sessionStorage.removeItem(NAME);
    else if (asked !== null) sessionStorage.setItem(NAME, JSON.stringify({ home: location.href, minutes: asked }));
    const kept = sessionStorage.getItem(NAME); // it applies to the tab, even on pages whose address does not name it
    if (kept === null) return;
    const { home, minutes } = JSON.parse(kept);
    this.onTouch = () => {
      this.touched = Date.now();
      this.notice.hidden = true;
    };
    for (const kind of TOUCHES) window.addEventListener(kind, this.onTouch, { capture: true, passive: true });
    this.timer = setInterval(() => this.look(home, minutes), 1000);
  }

  /**
   * @param {string} home
   * @param {number} minutes
   */
  look(home, minutes) {
    const seconds = left((Date.now() - this.touched) / 1000, minutes);
    if (seconds === 0) location.assign(home);
    if (seconds === null) return;
    setText(this.notice, `Is nobody there? This begins again in ${seconds} s; touch it to stay.`);
    this.notice.hidden = false;
  }

  close() {
    clearInterval(this.timer);
    if (this.onTouch) for (const kind of TOUCHES) window.removeEventListener(kind, this.onTouch, { capture: true });
  }
}
