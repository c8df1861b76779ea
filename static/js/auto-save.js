// <auto-save>: what is typed into its form is kept by the server a moment later, and in this browser while it cannot be. Without it, Save saves.
import { send, token, wordsOf } from "./sending.js";

const WAIT_MS = 800, AGAIN_MS = 5000, SMALL = 60000;
const AWAY = "The co-op cannot be reached. This window keeps your words and tries again.";
const OUT = "You are logged out. This window keeps your words: log in in another one, and they are kept there too.";

class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector("[data-kept]");
    this.key = `typed ${this.dataset.who} ${this.dataset.address}`;
    this.form.addEventListener("input", (event) => event.target.type !== "file" && this.touched());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.changed && this.keep());
    this.bringBack();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  get words() {
    return wordsOf(this.form).toString();
  }

  touched() {
    this.changed = true;
    this.wait(WAIT_MS);
  }

  wait(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), ms);
  }

  // One at a time: what is typed meanwhile goes with the next, which knows the mark of this one.
  async keep() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.changed = false;
    const words = this.words;
    this.busy = this.bring(words);
    const told = await this.busy;
    this.busy = null;
    if (told.row) this.took(told.row);
    else this.missed(words);
    this.say(told.words, told.row?.other);
    if (told.again || (this.changed && told.row)) this.wait(told.again ? AGAIN_MS : WAIT_MS);
  }

  async bring(words) {
    let answer;
    try {
      answer = await send(this.dataset.address, words, { keepalive: words.length < SMALL });
    } catch {
      return { words: AWAY, again: true };
    }
    if (answer.redirected || answer.status === 401 || answer.status === 403) return { words: OUT, again: true };
    if (answer.status >= 500) return { words: AWAY, again: true };
    const told = await answer.json().catch(() => ({ words: AWAY }));
    return { words: told.words, row: told.typed && told };
  }

  took(row) {
    this.form.elements.typed.value = row.typed;
    this.form.elements.mark.value = row.mark;
    store(() => localStorage.removeItem(this.key));
    // Loading the page anew shows this window's own words again.
    history.replaceState(null, "", `?typed=${row.typed}`);
  }

  missed(words) {
    this.changed = true;
    store(() => localStorage.setItem(this.key, words));
  }

  say(words, other) {
    this.said.textContent = words;
    this.said.classList.toggle("state", other !== undefined || words === AWAY || words === OUT);
    if (!other) return;
    const link = document.createElement("a");
    Object.assign(link, { href: `?typed=${other}`, target: "_blank", textContent: "Look at the other" });
    this.said.append(" ", link);
  }

  // What this browser could not bring to the co-op last time goes there now, and the page shows it.
  async bringBack() {
    const words = store(() => localStorage.getItem(this.key));
    if (!words) return;
    const fields = new URLSearchParams(words);
    for (const name of ["typed", "mark"]) fields.delete(name);
    const { row } = await this.bring(fields.toString());
    if (!row) return;
    store(() => localStorage.removeItem(this.key));
    if (!this.changed) location.replace(`?typed=${row.typed}`);
  }

  // A kept row is known by its mark: saving waits for one that is on its way.
  async submitted(event) {
    clearTimeout(this.timer);
    this.form.elements.csrfmiddlewaretoken.value = token() || this.form.elements.csrfmiddlewaretoken.value;
    if (!this.busy) {
      this.changed = false; // it is on its way to be saved: nothing is left to keep when the page is hidden
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    await this.busy;
    await null;
    clearTimeout(this.timer);
    this.form.requestSubmit(submitter);
  }
}

const store = (act) => {
  try {
    return act();
  } catch {
    return null; // a browser that stores nothing
  }
};

customElements.define("auto-save", AutoSave);
