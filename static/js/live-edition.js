// <live-edition src="…" every="3">: keeps the marks of an open page true. It asks for the edition as it stands, and puts
// it in the place of what the page was made with. `from` and `now` say that it begins later: at the opening.
const SPEAK_MS = 15000; // so often at most is somebody who listens told what is taken
const LONGEST_MS = 60000;

class LiveEdition extends HTMLElement {
  connectedCallback() {
    this.every = Number(this.getAttribute("every")) * 1000;
    this.began = this.phase;
    this.spoken = Date.now();
    this.failed = 0;
    this.look = () => (document.hidden ? clearTimeout(this.timer) : this.ask());
    const from = Date.parse(this.getAttribute("from")) - Date.parse(this.getAttribute("now"));
    // Everybody's clock strikes at the opening; not everybody asks in that instant.
    this.timer = setTimeout(() => this.start(), from > 0 ? Math.min(from + Math.random() * 1500, 2 ** 31 - 1) : this.every);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.look);
  }

  get section() {
    return this.querySelector("section");
  }

  get phase() {
    return this.section.dataset.phase;
  }

  start() {
    document.addEventListener("visibilitychange", this.look);
    this.look();
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      // The browser asks whether it has changed, and shows us what it has where not.
      const answer = await fetch(this.getAttribute("src"));
      if (!answer.ok) throw new Error(answer.status);
      const etag = answer.headers.get("ETag");
      if (!etag || etag !== this.etag) this.show(await answer.text());
      this.etag = etag;
      this.failed = 0;
    } catch {
      this.failed += 1;
    }
    clearTimeout(this.timer);
    const wait = Math.min(this.every * 2 ** this.failed, LONGEST_MS);
    if (this.isConnected && !document.hidden && this.phase !== "closed") {
      this.timer = setTimeout(() => this.ask(), wait * (0.9 + Math.random() * 0.1));
    }
  }

  show(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.querySelector("section");
    const { said, phase } = this.section.dataset;
    const taken = new Set(this.taken(this.section));
    for (const mark of fresh.querySelectorAll(".mark.taken")) mark.classList.toggle("fresh", !taken.has(mark.textContent));
    fresh.querySelector(".turned").hidden = fresh.dataset.phase === this.began;
    this.section.replaceWith(fresh);
    for (const place of document.querySelectorAll('[data-live="next"]')) place.textContent = fresh.dataset.next;
    if (fresh.dataset.said !== said || fresh.dataset.phase !== phase) this.say(fresh, fresh.dataset.phase !== phase);
  }

  taken(section) {
    return [...section.querySelectorAll(".mark.taken")].map((mark) => mark.textContent);
  }

  say(section, atOnce) {
    if (!atOnce && Date.now() - this.spoken < SPEAK_MS) return;
    this.spoken = Date.now();
    const turned = section.querySelector(".turned");
    this.querySelector("[role=status]").textContent = turned.hidden ? section.dataset.said : turned.textContent.trim();
  }
}

customElements.define("live-edition", LiveEdition);
