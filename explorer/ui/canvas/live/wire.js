// The socket to the run: frames in, orders out.

import { decode } from "../shared/frame.js";

/** @typedef {import("../shared/frame.js").Frame} Frame */

const AGAIN_MS = 2000; // ms after which an unanswered order is sent again

/**
 * What is done when something happens to the socket.
 * @typedef {object} On
 * @property {(frame: Frame) => void} frame
 * @property {() => void} open
 * @property {() => void} lost
 * @property {() => void} gone the run has ended
 * @property {() => void} unreachable no socket is possible here
 */

export class Wire {
  /**
   * @param {string} path
   * @param {On} on
   */
  constructor(path, on) {
    this.url = location.origin.replace(/^http/, "ws") + path;
    this.on = on;
    this.tries = 0;
    this.closed = false;
    this.everOpen = false;
    this.timer = 0;
    /** @type {any[]} orders given while there is no socket; a press of a button is not lost */
    this.waiting = [];
    /** @type {any} the last order, until it is answered; sent again with its id, it is obeyed once */
    this.order = null;
    this.orderedAt = 0;
    this.shown = 0; // number of the last frame, so that a repeated one is shown once
    this.again = window.setInterval(() => this.repeat(), AGAIN_MS / 2);
    this.socket = this.connect();
  }

  /** @returns {WebSocket} */
  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.shown = 0;
      this.on.open();
      for (const message of this.waiting.splice(0)) this.send(message);
    };
    socket.onmessage = (event) => {
      this.tries = 0;
      this.everOpen = true; // some proxies open a socket and let nothing through
      const frame = decode(event.data);
      const { n, answer } = frame.header;
      if (answer && this.order && answer.id === this.order.id) this.order = null;
      if (n) this.send({ op: "got", n });
      if (n && n <= this.shown) return;
      this.shown = n || this.shown;
      this.on.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.closed) return;
      this.order = null; // the run will show whether it was obeyed
      if (event.code === 4403 && this.everOpen) return this.on.gone();
      this.tries += 1;
      if (!this.everOpen && this.tries > 2) return this.on.unreachable();
      this.on.lost();
      this.timer = window.setTimeout(() => this.connect(), Math.min(4000, 250 * 2 ** this.tries));
    };
    return socket;
  }

  /** @param {any} message */
  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(message));
      if (message.id) [this.order, this.orderedAt] = [message, performance.now()];
    } else if (message.op !== "got") {
      this.waiting = [...this.waiting.slice(-7), message];
    }
  }

  /** Sends the last order again if it has had no answer for long. */
  repeat() {
    if (this.order && performance.now() - this.orderedAt >= AGAIN_MS) this.send(this.order);
  }

  close() {
    this.closed = true;
    clearInterval(this.again);
    clearTimeout(this.timer);
    this.socket.close();
  }
}
