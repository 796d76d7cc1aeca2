// The socket to the run: frames in, orders out; and how a frame is read (see explorer/figures/live.py).

const KINDS = { f4: Float32Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array };

function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = {};
  let at = 4 + length;
  for (const [name, kind, size] of header.arrays) {
    arrays[name] = new KINDS[kind](buffer, at, size);
    at += Math.ceil((size * KINDS[kind].BYTES_PER_ELEMENT) / 4) * 4;
  }
  return { header, arrays, bytes: buffer.byteLength };
}

class Wire {
  // `on`: frame(decoded), open(), lost(), gone() (the run is no more), unreachable() (no socket can be had here)
  constructor(path, on) {
    this.url = location.origin.replace(/^http/, "ws") + path;
    this.on = on;
    this.tries = 0;
    this.closed = this.everOpen = false;
    this.waiting = []; // orders given while there is no socket; a press of a button is not lost
    this.connect();
  }

  connect() {
    const socket = (this.socket = new WebSocket(this.url));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.on.open();
      for (const message of this.waiting.splice(0)) this.send(message);
    };
    socket.onmessage = (event) => {
      this.tries = 0;
      this.everOpen = true; // some proxies open a socket and let nothing through
      const frame = decode(event.data);
      if (frame.header.n) this.send({ op: "got", n: frame.header.n });
      this.on.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.closed) return;
      if (event.code === 4403 && this.everOpen) return this.on.gone();
      this.tries += 1;
      if (!this.everOpen && this.tries > 2) return this.on.unreachable();
      this.on.lost();
      this.timer = setTimeout(() => this.connect(), Math.min(4000, 250 * 2 ** this.tries));
    };
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else if (message.op !== "got") this.waiting = [...this.waiting.slice(-7), message];
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
