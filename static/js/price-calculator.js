// <price-calculator for="…">: asks the server what the drop would earn while its form is typed into. Without it, a button asks.
import { send, wordsOf } from "./sending.js";

const WAIT_MS = 350, WRONG = 422;

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
    if (!answer || answer.redirected || !(answer.ok || answer.status === WRONG)) return;
    this.show(await answer.text(), answer.ok);
  }

  // What is wrong stands over the figures of before, which are out of reach until the next can be worked out.
  show(html, isRight) {
    const here = this.querySelector("#reckoning"), told = document.createElement("template");
    told.innerHTML = html;
    const now = told.content.querySelector("#reckoning"), before = here.querySelector(".workedout");
    if (!isRight && before) {
      before.inert = true;
      now.append(before);
    }
    here.replaceWith(now);
    for (const link of document.querySelectorAll("[data-earns]")) link.textContent = now.dataset.short;
    const verdict = wordsIn(now.querySelector(".unreckoned, .says")), said = this.querySelector("[role=status]");
    if (said.textContent !== verdict) said.textContent = verdict;
  }
}

const wordsIn = (element) => element?.innerText.trim().replace(/\s+/g, " ") ?? "";

customElements.define("price-calculator", PriceCalculator);
