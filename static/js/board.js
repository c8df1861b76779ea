// <live-board>: the board's table with arrow keys, dragging, and others' changes as they come. Without it, links and forms do.
const EVERY_MS = 15000;
const COLUMN_MIN = 5;
const EDGE_PX = 9;
const FAR_PX = 6;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (text) => { const [hours, minutes] = text.split(":"); return Number(hours) * 60 + Number(minutes); };

class LiveBoard extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("#board-table");
    this.news = this.querySelector("#board-news");
    this.mark = this.dataset.mark;
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusin", (event) => event.target.dataset.key && this.rove(event.target));
    this.box.addEventListener("pointerdown", (event) => this.press(event));
    this.box.addEventListener("dragstart", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => this.click(event), true);
    this.rove(this.box.querySelector("[aria-current][data-key]") ?? this.stops()[0]);
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.seen = () => document.visibilityState === "visible" && this.look();
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  // --- one tab stop, and arrows ---
  stops(row = this.box) {
    return [...row.querySelectorAll("table [data-key], tr > * > [data-key], tr > * > .firing [data-key]")].filter((stop) => stop.closest("table"));
  }

  rove(here) {
    for (const stop of this.stops()) stop.tabIndex = stop === here ? 0 : -1;
  }

  key(event) {
    const here = event.target.closest("table [data-key]");
    if (!here || event.altKey || event.metaKey) return;
    const row = here.closest("tr"), inRow = this.stops(row), all = this.stops(), at = inRow.indexOf(here);
    const ends = event.ctrlKey ? all : inRow;
    const next = { ArrowRight: inRow[at + 1], ArrowLeft: inRow[at - 1], Home: ends[0], End: ends.at(-1) }[event.key]
      ?? { ArrowDown: this.across(here, row, 1), ArrowUp: this.across(here, row, -1) }[event.key];
    if (["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) event.preventDefault();
    next?.focus();
  }

  across(here, row, step) {
    const rows = [...this.box.querySelectorAll("table tr")], left = here.getBoundingClientRect().left;
    for (let at = rows.indexOf(row) + step; rows[at]; at += step) {
      const stops = this.stops(rows[at]);
      if (stops.length) return stops.reduce((best, stop) => this.away(stop, left) < this.away(best, left) ? stop : best);
    }
    return undefined;
  }

  away(stop, left) {
    const box = (stop.closest("td") ?? stop).getBoundingClientRect();
    return left < box.left ? box.left - left : Math.max(0, left - box.right + 1);
  }

  // --- others' changes ---
  async look() {
    if (document.visibilityState !== "visible" || this.holding) return;
    const address = `${this.dataset.table}&${location.search.slice(1)}`;
    let answer;
    try {
      answer = await fetch(address, { headers: { "If-None-Match": this.mark }, cache: "no-store" });
    } catch {
      return; // the network is away: the next look comes soon
    }
    if (answer.status !== 200 || answer.redirected || this.holding) return;
    this.mark = answer.headers.get("ETag");
    this.swap(await answer.text());
  }

  swap(html) {
    const before = this.bookings(), focused = this.box.contains(document.activeElement) && document.activeElement.dataset.key;
    const shut = new Set([...this.box.querySelectorAll("details:not([open])")].map((each) => each.id));
    const scrolled = this.box.querySelector(".scroller")?.scrollLeft;
    this.box.innerHTML = html;
    for (const each of this.box.querySelectorAll("details")) each.open = !shut.has(each.id) || !each.id;
    if (scrolled) this.box.querySelector(".scroller").scrollLeft = scrolled;
    const here = this.stops().find((stop) => stop.dataset.key === focused);
    this.rove(here ?? this.stops()[0]);
    if (focused) (here ?? this.stops()[0])?.focus({ preventScroll: true });
    this.tell(before, this.bookings());
  }

  bookings() {
    return new Map([...this.box.querySelectorAll("[data-booking]")].map((each) => [each.dataset.booking, each.dataset.say]));
  }

  tell(before, after) {
    const said = [];
    for (const [key, words] of after) {
      if (!before.has(key)) said.push(`${words}, was booked just now.`);
      else if (before.get(key) !== words) said.push(`${before.get(key)}, was moved to ${words}.`);
    }
    for (const [key, words] of before) if (!after.has(key)) said.push(`${words}, was given back.`);
    if (said.length) this.news.textContent = said.length > 3 ? `${said.length} bookings changed just now.` : said.join(" ");
  }

  // --- a click on free time chooses the slot under it; by keyboard, the link's own: the first ---
  click(event) {
    const target = event.target.closest("a.free"), row = target?.closest("tr[data-slot]");
    if (this.dragged) {
      event.preventDefault();
      this.dragged = false;
    } else if (row && event.detail && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const held = this.hold(target, row, event.clientX), length = Number(new URLSearchParams(target.search).get("length"));
      const chosen = this.choice(event, held), left = held.cell.colSpan * COLUMN_MIN - chosen.from;
      this.ask({ ...chosen, length: Math.max(held.slot, Math.min(length, left)) });
    }
  }

  hold(target, row, x) {
    const cell = target.closest("td"), slot = Number(row.dataset.slot), px = cell.getBoundingClientRect().width / cell.colSpan / COLUMN_MIN;
    return { target, row, cell, slot, x, px, at: (clientX) => Math.floor((clientX - cell.getBoundingClientRect().left) / px / slot) * slot };
  }

  // --- dragging: over free time to choose it, a bar of one's own to move or lengthen it ---
  press(event) {
    const target = event.target.closest("a.free, a.bar[data-mine]"), row = target?.closest("tr[data-slot]");
    if (!row || event.button || event.pointerType === "touch") return;
    const hold = this.holding = this.hold(target, row, event.clientX);
    hold.stretches = target.dataset.mine !== undefined && hold.cell.getBoundingClientRect().right - event.clientX < EDGE_PX;
    const listen = new AbortController(), signal = listen.signal;
    const done = () => { listen.abort(); this.ghost?.remove(); this.ghost = null; this.holding = null; };
    addEventListener("pointermove", (move) => this.drag(move), { signal });
    addEventListener("keydown", (stop) => stop.key === "Escape" && (this.dragged = true, done()), { signal });
    addEventListener("pointercancel", done, { signal });
    addEventListener("pointerup", (drop) => { const held = this.holding, was = this.ghost; done(); if (was) this.drop(drop, held); }, { signal });
  }

  drag(event) {
    const held = this.holding;
    if (!this.ghost && Math.abs(event.clientX - held.x) < FAR_PX && !this.rowAt(event, held)) return;
    const chosen = this.choice(event, held);
    this.ghost ??= Object.assign(document.createElement("span"), { className: "bar dragged" });
    const row = chosen.row, cells = row.querySelector("td"), first = held.cell.getBoundingClientRect().left - cells.getBoundingClientRect().left;
    if (this.ghost.parentElement !== cells) cells.append(this.ghost);
    Object.assign(this.ghost.style, { insetInlineStart: `${first + chosen.from * held.px}px`, width: `${chosen.length * held.px}px`, insetInlineEnd: "auto" });
    this.ghost.textContent = `${chosen.start}–${chosen.end}, €${(chosen.price / 100).toFixed(2)}`;
  }

  rowAt(event, held) {
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-slot]:not([data-load])");
    return row && row !== held.row && held.target.dataset.mine !== undefined ? row : null;
  }

  choice(event, held) {
    const { target, slot } = held;
    if (target.dataset.mine === undefined) {
      const asked = new URLSearchParams(target.search), [one, other] = [held.at(held.x), held.at(event.clientX)];
      const from = Math.max(0, Math.min(one, other)), until = Math.min(Math.max(one, other) + slot, held.cell.colSpan * COLUMN_MIN);
      return this.said(held, { row: held.row, from, length: Math.max(slot, until - from), local: minutesOf(asked.get("start")) + from, on: asked.get("on") });
    }
    const moved = Math.round((event.clientX - held.x) / held.px / slot) * slot, length = Number(target.dataset.length);
    const local = minutesOf(target.dataset.start), on = target.dataset.on;
    if (held.stretches) return this.said(held, { row: held.row, from: 0, length: Math.max(slot, length + moved), local, on });
    return this.said(held, { row: this.rowAt(event, held) ?? held.row, from: moved, length, local: local + moved, on });
  }

  said(held, chosen) {
    const minutes = (chosen.local + 2880) % 1440;
    const price = Math.floor((Number(chosen.row.dataset.hour) * chosen.length + 30) / 60); // as Station.price_of
    return { ...chosen, price, start: clock(minutes), end: clock((minutes + chosen.length) % 1440), days: Math.floor(chosen.local / 1440) };
  }

  drop(event, held) {
    this.dragged = true;
    setTimeout(() => { this.dragged = false; });
    const chosen = this.choice(event, held), mine = held.target.dataset.mine;
    if (mine === undefined) this.ask(chosen);
    else this.post(mine, { ...this.fields(chosen), price: chosen.price });
  }

  ask(chosen) {
    location.assign(`${this.dataset.address}?${new URLSearchParams(this.fields(chosen))}#book`);
  }

  fields({ row, start, length, on, days }) {
    const fields = { station: row.dataset.station, start, length };
    if (!on) return fields;
    const day = new Date(`${on}T12:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return { ...fields, on: day.toISOString().slice(0, 10) };
  }

  post(action, fields) {
    const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true });
    for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: token() })) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }
}

// <your-zone>: the viewer's own clock, where it differs from the node's.
class YourZone extends HTMLElement {
  connectedCallback() {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone, noon = new Date(Date.parse(this.dataset.at) + 12 * 3600e3);
    const at = (timeZone) => noon.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
    if (mine && at(mine) !== at(this.dataset.zone)) this.textContent = `Your clock (${mine}) shows ${at(mine)} when theirs shows ${at(this.dataset.zone)}.`;
  }
}

// What may be undone goes away when its time is over; the panel follows what is chosen in it.
for (const form of document.querySelectorAll("form.undo")) setTimeout(() => form.remove(), Number(form.dataset.seconds) * 1000);

let asking = 0;
document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-look]"), id = event.target.id;
  if (!form || !["station", "start", "length"].includes(event.target.name) || !form.elements.start.value) return;
  const fields = new FormData(form), mine = ++asking;
  fields.delete("csrfmiddlewaretoken");
  fields.delete("price");
  const address = `${document.querySelector("live-board").dataset.address}?${new URLSearchParams(fields)}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || mine !== asking) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html"), panel = page.querySelector("#book");
  if (!panel) return;
  const title = document.querySelector("#book [name=title]")?.value;
  if (title !== undefined && panel.querySelector("[name=title]")) panel.querySelector("[name=title]").value = title;
  document.querySelector("#book").replaceWith(panel);
  history.replaceState(null, "", `${address}#book`);
  const board = document.querySelector("live-board"), table = page.querySelector("#board-table");
  if (board && table) { board.swap(table.innerHTML); board.mark = page.querySelector("live-board").dataset.mark; }
  document.getElementById(id)?.focus();
});

customElements.define("live-board", LiveBoard);
customElements.define("your-zone", YourZone);
