// <hold-clock until="…" now="…">: the minutes and seconds for which a piece is still held. Over, it loads the page anew.
class HoldClock extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.getAttribute("until"));
    // The server's clock decides; a customer's may be wrong by minutes.
    this.ahead = Date.now() - Date.parse(this.getAttribute("now"));
    this.timer = setInterval(() => this.tick(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.until - (Date.now() - (this.ahead || 0))) / 1000));
    this.querySelector("[data-part=left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.classList.toggle("soon", left <= 120);
    if (left === 0) {
      clearInterval(this.timer);
      setTimeout(() => location.reload(), 1500);
    }
  }
}

customElements.define("hold-clock", HoldClock);
