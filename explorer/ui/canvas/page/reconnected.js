// Notices that the page has a server again after it had lost one. Streamlit then waits for a click; but the server may
// be another, which has never drawn this page: it is asked to, so that what moves by itself goes on.

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
