// Notices that the page is connected again after it had lost its server. Streamlit then waits for a click;
// but the server may be another one, which has never drawn this page. So it is asked to draw it, and moving
// parts go on.

const STATE = "data-test-connection-state"; // of Streamlit's outermost element
const CONNECTED = "CONNECTED";

export class Reconnected {
  /** @param {() => void} told what is done then */
  constructor(told) {
    const app = document.querySelector(`[${STATE}]`);
    let before = app?.getAttribute(STATE);
    this.observer = new MutationObserver(() => {
      const now = app?.getAttribute(STATE);
      if (now === CONNECTED && before !== CONNECTED) told();
      before = now;
    });
    if (app) this.observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  }

  close() {
    this.observer.disconnect();
  }
}
