// <drop-clock until="2026-03-12T17:00:00Z">: counts down what the server has written, minute by minute.
class DropClock extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.getAttribute("until"));
    // The server's clock decides; a customer's may be wrong by minutes.
    this.ahead = Date.now() - Date.parse(this.getAttribute("now"));
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, this.until - (Date.now() - (this.ahead || 0)));
    if (left === 0) clearInterval(this.timer);
    const minutes = Math.floor(left / 60000);
    this.show("days", Math.floor(minutes / 1440), 1);
    this.show("hours", Math.floor(minutes / 60) % 24, 2);
    this.show("minutes", minutes % 60, 2);
  }

  show(part, value, digits) {
    const place = this.querySelector(`[data-part="${part}"]`);
    const text = String(value).padStart(digits, "0");
    if (place && place.textContent !== text) place.textContent = text;
  }
}

customElements.define("drop-clock", DropClock);
