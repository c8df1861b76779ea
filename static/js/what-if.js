// <what-if-news>: fetches the answer again while the worker thinks. Without it, a link does.
const EVERY_MS = 1000;

class WhatIfNews extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async look() {
    const answer = document.visibilityState === "visible" && await fetch(this.dataset.address, { cache: "no-store" }).catch(() => null);
    const html = answer && answer.ok && !answer.redirected ? await answer.text() : "";
    const here = document.querySelector("#answer");
    // What is drawn already stays: only news is read out.
    if (html && !html.includes("<what-if-news")) here.outerHTML = html;
    else this.timer = setTimeout(() => this.look(), EVERY_MS);
  }
}

customElements.define("what-if-news", WhatIfNews);
