// <price-code>: counts the sums of its form again as soon as another code is typed. Without script its button does it.
class PriceCode extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.addEventListener("change", this);
    this.addEventListener("keydown", this);
    this.addEventListener("click", this);
  }

  handleEvent(event) {
    const isPressed = event.target.closest("button") || (event.key === "Enter" && event.target.name === "code");
    if (event.type !== "change" && !(isPressed && (event.type === "click" || event.key === "Enter"))) return;
    event.preventDefault();
    this.count();
  }

  async count() {
    this.asked?.abort();
    this.asked = new AbortController();
    const typed = new FormData(this.form);
    typed.set("do", "sum");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: typed, signal: this.asked.signal });
      if (answer.ok) this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The sums stay as they are, and none other can be ordered: the server compares.
    }
  }

  show(page) {
    const counted = page.getElementById(this.form.id);
    const now = this.form.querySelectorAll(".quote, .option .end");
    const then = counted?.querySelectorAll(".quote, .option .end") ?? [];
    if (now.length !== then.length) return;
    now.forEach((part, at) => part.replaceWith(then[at]));
    const said = counted.querySelector("#code_said");
    this.classList.toggle("wrong", said.querySelector(".error") !== null);
    this.querySelector("#code_said").replaceChildren(...said.childNodes);
    this.querySelector("input").setAttribute("aria-invalid", this.classList.contains("wrong"));
  }
}

customElements.define("price-code", PriceCode);
