// <pay-card data-key data-secret>: Stripe's own fields in our form, which is sent once Stripe says that all is well.
// With data-method there is nothing to type: the bank asks the customer to confirm a charge.
class PayCard extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!window.Stripe) {
      this.part("broken").hidden = false;
      return;
    }
    this.stripe = window.Stripe(this.dataset.key);
    this.form.hidden = false;
    if (!this.confirms) this.mount();
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  mount() {
    const text = getComputedStyle(this);
    const base = { color: text.color, fontFamily: text.fontFamily, fontSize: "17px", iconColor: text.color };
    this.card = this.stripe.elements().create("card", { style: { base }, hidePostalCode: true });
    this.card.mount(this.part("field"));
  }

  async send(event) {
    event.preventDefault();
    if (this.busy) return;
    this.wait(true);
    const { error } = await this.ask();
    if (error) {
      this.wait(false);
      this.part("wrong").hidden = false;
      this.part("wrong").querySelector("div").textContent = error.message || "That did not work. Nothing was charged.";
    } else {
      this.form.submit();
    }
  }

  ask() {
    if (this.confirms) {
      return this.stripe.confirmCardPayment(this.dataset.secret, { payment_method: this.dataset.method });
    }
    return this.stripe.confirmCardSetup(this.dataset.secret, { payment_method: { card: this.card } });
  }

  wait(busy) {
    this.busy = busy;
    this.form.querySelector("button").setAttribute("aria-busy", String(busy));
    if (busy) this.part("wrong").hidden = true;
  }

  get confirms() {
    return this.dataset.method !== undefined;
  }

  part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }
}

customElements.define("pay-card", PayCard);
