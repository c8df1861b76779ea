// <parcel-sum>: the sums of a preorder form, counted again as soon as another country is chosen. Without script a button does it.
class ParcelSum extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.heard = (event) => event.target.name === "ship_country" && this.count(event.target);
    this.form.addEventListener("change", this.heard);
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this.heard);
  }

  async count(country) {
    this.asked?.abort();
    this.asked = new AbortController();
    const typed = new FormData(this.form);
    typed.set("do", "sum");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: typed, signal: this.asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const counted = page.querySelector("option.counted")?.value;
      if (!answer.ok || counted !== country.value) return;
      this.replaceChildren(...page.querySelector("parcel-sum").childNodes);
      for (const option of country.options) option.classList.toggle("counted", option.value === counted);
    } catch {
      // The button that counts stays in sight.
    }
  }
}

customElements.define("parcel-sum", ParcelSum);
