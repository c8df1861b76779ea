// <planner-news>: what the planner does, asked for again and again; 304 while nothing has changed. Without it, the page is loaded again.
const THINKING_MS = 1000;
const RESTING_MS = 15000;

class PlannerNews extends HTMLElement {
  connectedCallback() {
    this.mark = this.dataset.mark;
    this.live = "live" in this.dataset;
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    this.timer = setTimeout(() => this.look(), this.live ? THINKING_MS : RESTING_MS);
  }

  async look() {
    if (document.visibilityState === "visible") await this.ask();
    this.wait();
  }

  async ask() {
    let answer;
    try {
      answer = await fetch(this.dataset.address, { headers: { "If-None-Match": this.mark }, cache: "no-store" });
    } catch {
      return; // the network is away: the next look comes soon
    }
    if (answer.status !== 200 || answer.redirected) return;
    this.mark = answer.headers.get("ETag");
    this.swap(await answer.text());
  }

  // Who is about to cancel keeps the focus; read aloud is only that it begins and ends, not each second.
  swap(html) {
    const held = this.contains(document.activeElement), before = this.live;
    const box = this.firstElementChild;
    box.innerHTML = html;
    this.live = box.querySelector("[data-live]") !== null;
    if (held) box.querySelector("button, a")?.focus();
    if (this.live !== before) this.querySelector("[role=status]").textContent = box.querySelector("p")?.textContent ?? "";
  }
}

customElements.define("planner-news", PlannerNews);
