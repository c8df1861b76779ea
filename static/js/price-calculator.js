// <price-calculator for="…">: asks the server what the drop would earn while its form is typed into. Without it, a button asks.
import { send, wordsOf } from "./sending.js";

const WAIT_MS = 350;

class PriceCalculator extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("for"));
    if (!this.form) return;
    for (const button of this.querySelectorAll("[data-without-script]")) button.hidden = true;
    this.form.addEventListener("input", () => this.wait());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const answer = await send(this.dataset.address, wordsOf(this.form), { signal }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const here = this.querySelector("#reckoning");
    here.outerHTML = await answer.text();
    const { short } = this.querySelector("#reckoning").dataset;
    for (const link of document.querySelectorAll("[data-earns]")) link.textContent = short;
    const verdict = this.querySelector(".says")?.textContent.trim() ?? "", said = this.querySelector("[role=status]");
    if (said.textContent !== verdict) said.textContent = verdict;
  }
}

customElements.define("price-calculator", PriceCalculator);
