// <price-curve>: the tiers as a curve of price against position, to be dragged or moved with the arrow keys. The typed fields are the truth; without it, they are typed.
const HEIGHT = 230, LEFT = 14, RIGHT = 14, TOP = 44, BOTTOM = 30, SNAP = 50;
const CHANGE = /^([-−–+]?)\s*(?:(\d{1,3})\s*%|(\d{1,6}(?:[.,]\d{1,2})?))$/;

class PriceCurve extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.sign = this.dataset.sign;
    this.svg = make("svg", { role: "group", "aria-label": "Price by position. Arrow keys move a handle." });
    this.lines = this.svg.appendChild(make("g", { "aria-hidden": "true" }));
    this.handles = new Map();
    this.querySelector("svg")?.remove();
    this.prepend(this.svg);
    this.form.addEventListener("input", () => this.draw());
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("pointerdown", (event) => this.press(event));
    this.querySelector("[data-add]")?.addEventListener("click", () => this.add());
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  // --- what is typed ---
  field(name) {
    return this.form.elements[name];
  }

  get size() {
    return Math.max(1, parseInt(this.field("edition_size").value, 10) || 1);
  }

  // The cheapest variant's price, as the calculator counts.
  get base() {
    const typed = [...this.form.querySelectorAll("input[name$=price_minor]")].map((each) => minor(each.value));
    return Math.min(...typed.filter((each) => each > 0));
  }

  get rows() {
    return [...this.form.querySelectorAll("[data-tier]")].map((group, at) => {
      const [first, last, change] = ["first", "last", "change"].map((name) => this.field(`tiers-${at}-${name}`));
      return { at, group, first, last, change, isOut: this.field(`tiers-${at}-DELETE`)?.checked };
    });
  }

  get tiers() {
    const read = this.rows.filter((row) => !row.isOut).map((row) => {
      const found = row.change.value.trim().match(CHANGE);
      const by = found && (found[1] && found[1] !== "+" ? -1 : 1) * (found[2] ? Number(found[2]) : minor(found[3]));
      return { ...row, from: parseInt(row.first.value, 10), to: parseInt(row.last.value, 10), by, isPercent: Boolean(found?.[2]) };
    });
    return read.filter((row) => row.by !== null && row.from >= 1 && row.to >= row.from).sort((one, two) => one.from - two.from);
  }

  price(tier) {
    return tier.isPercent ? Math.round(this.base * (100 + tier.by) / 100) : this.base + tier.by;
  }

  // --- from pieces and prices to places, and back ---
  x(edge) {
    return LEFT + edge / this.size * (this.width - LEFT - RIGHT);
  }

  y(price) {
    const [low, high] = this.range;
    return HEIGHT - BOTTOM - (price - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  stretches() {
    const found = [];
    let next = 1;
    for (const tier of this.tiers) {
      if (tier.from > next) found.push({ from: next, to: tier.from - 1, price: this.base });
      found.push({ from: Math.max(next, tier.from), to: tier.to, price: this.price(tier), tier });
      next = Math.max(next, tier.to + 1);
    }
    if (next <= this.size) found.push({ from: next, to: this.size, price: this.base });
    return found.filter((each) => each.from <= this.size).map((each) => ({ ...each, to: Math.min(each.to, this.size) }));
  }

  // --- the drawing: lines anew each time, handles kept, because one of them may hold the focus ---
  draw() {
    this.width = this.clientWidth;
    const isDrawn = this.width > 0 && Number.isFinite(this.base);
    this.svg.toggleAttribute("hidden", !isDrawn);
    const spare = this.rows.find((row) => !row.first.value && !row.last.value && !row.change.value);
    this.querySelector("[data-add]")?.toggleAttribute("hidden", !isDrawn || !spare);
    if (!isDrawn) return;
    const stretches = this.stretches(), prices = [this.base, ...stretches.map((each) => each.price)];
    if (!this.held) this.range = [Math.min(...prices) - this.base * 0.12, Math.max(...prices) + this.base * 0.12];
    set(this.svg, { viewBox: `0 0 ${this.width} ${HEIGHT}`, width: this.width, height: HEIGHT });
    this.lines.replaceChildren(...this.linesOf(stretches));
    this.place(this.handlesOf(stretches));
  }

  linesOf(stretches) {
    const path = stretches.map((each) => `${this.x(each.from - 1)} ${this.y(each.price)}H${this.x(each.to)}`);
    const own = this.y(this.base), bottom = HEIGHT - BOTTOM;
    const area = `M${this.x(0)} ${bottom}L${path.join("L")}V${bottom}Z`;
    return [
      make("path", { class: "area", d: area }),
      make("line", { class: "own", x1: LEFT, x2: this.width - RIGHT, y1: own, y2: own }),
      make("path", { class: "steps", d: `M${path.join("L")}` }),
      make("line", { class: "axis", x1: LEFT, x2: this.width - RIGHT, y1: bottom, y2: bottom }),
      ...stretches.flatMap((each) => this.wordsOf(each)),
    ];
  }

  wordsOf({ from, to, price }) {
    const middle = (this.x(from - 1) + this.x(to)) / 2, room = this.x(to) - this.x(from - 1);
    const words = [text(middle, this.y(price) - 18, room < 52 ? short(price, this.sign) : money(price, this.sign), "price")];
    return [...words, text(middle, HEIGHT - BOTTOM + 18, from === to ? `${from}` : `${from}–${to}`, "at")];
  }

  handlesOf(stretches) {
    const wanted = new Map();
    for (const each of stretches.filter((stretch) => stretch.tier)) {
      const { tier } = each, name = `No. ${each.from}–${each.to}`, before = this.neighbour(tier, -1);
      wanted.set(`price ${tier.at}`, {
        kind: "price", tier, x: (this.x(each.from - 1) + this.x(each.to)) / 2, y: this.y(each.price), label: `Price of ${name}`,
        now: each.price / 100, least: 0.01, most: this.base * 5 / 100, words: `${money(each.price, this.sign)}, ${tier.change.value}`,
      });
      if (tier.to < this.size) wanted.set(`last ${tier.at}`, this.edge("last", tier, tier.to, each.price));
      if (tier.from > 1 && before?.to !== tier.from - 1) wanted.set(`first ${tier.at}`, this.edge("first", tier, tier.from, each.price));
    }
    return wanted;
  }

  edge(kind, tier, piece, price) {
    const words = kind === "last" ? "Last piece of the tier" : "First piece of the tier";
    return { kind, tier, x: this.x(kind === "last" ? piece : piece - 1), y: this.y(price) + 26, label: words, now: piece, least: 1, most: this.size, words: `No. ${piece}` };
  }

  place(wanted) {
    for (const [name, handle] of this.handles) if (!wanted.has(name)) handle.remove(), this.handles.delete(name);
    for (const [name, want] of wanted) {
      const handle = this.handles.get(name) ?? this.newHandle(name, want.kind);
      handle.want = want;
      const turned = want.kind === "price" ? "vertical" : "horizontal";
      set(handle, { transform: `translate(${want.x} ${Math.min(want.y, HEIGHT - BOTTOM - 14)})`, "aria-label": want.label, "aria-valuenow": want.now, "aria-valuemin": want.least, "aria-valuemax": want.most, "aria-valuetext": want.words, "aria-orientation": turned });
    }
  }

  newHandle(name, kind) {
    const handle = make("g", { role: "slider", tabindex: 0, class: `handle ${kind}` });
    handle.append(make("circle", { class: "reach", r: 22 }), kind === "price" ? make("circle", { class: "knob", r: 8 }) : make("rect", { class: "knob", x: -5, y: -11, width: 10, height: 22, rx: 3 }));
    this.handles.set(name, handle);
    return this.svg.appendChild(handle);
  }

  // --- moving a handle writes into its field ---
  neighbour(tier, by) {
    const { tiers } = this;
    return tiers[tiers.findIndex((each) => each.at === tier.at) + by];
  }

  toPrice(tier, price) {
    const least = Math.max(1, price);
    const by = tier.isPercent ? Math.max(-99, Math.round(least / this.base * 100) - 100) : Math.max(1 - this.base, Math.round((least - this.base) / SNAP) * SNAP);
    const sign = by < 0 ? "−" : "+";
    write(tier.change, tier.isPercent ? `${sign}${Math.abs(by)} %` : `${sign}${(Math.abs(by) / 100).toFixed(2)}`);
  }

  // An end that touches the next tier's beginning moves with it, and neither swallows the other.
  toPiece(kind, tier, piece) {
    const other = this.neighbour(tier, kind === "last" ? 1 : -1);
    if (kind === "first") return write(tier.first, clamp(piece, (other?.to ?? 0) + 1, tier.to));
    const touches = other && other.from === tier.to + 1;
    const most = other ? (touches ? other.to - 1 : other.from - 1) : this.size;
    const last = clamp(piece, tier.from, most);
    if (touches) write(other.first, last + 1);
    write(tier.last, last);
  }

  move(want, by) {
    const tier = this.tiers.find((each) => each.at === want.tier.at);
    if (!tier) return;
    if (want.kind === "price") this.toPrice(tier, tier.isPercent ? Math.round(this.base * (100 + tier.by + by) / 100) : this.price(tier) + by * SNAP);
    else this.toPiece(want.kind, tier, (want.kind === "last" ? tier.to : tier.from) + by);
  }

  key(event) {
    const handle = event.target.closest(".handle"), by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!handle || !by || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    this.move(handle.want, by);
  }

  press(event) {
    const handle = event.target.closest(".handle");
    if (!handle || event.button) return;
    event.preventDefault();
    handle.focus();
    this.held = handle;
    const box = this.svg.getBoundingClientRect(), listen = new AbortController(), { signal } = listen;
    addEventListener("pointermove", (move) => this.drag(handle.want, move.clientX - box.left, move.clientY - box.top), { signal });
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { listen.abort(); this.held = null; this.draw(); }, { signal });
  }

  drag(want, x, y) {
    const tier = this.tiers.find((each) => each.at === want.tier.at), [low, high] = this.range;
    if (!tier) return;
    const edge = Math.round((x - LEFT) / (this.width - LEFT - RIGHT) * this.size);
    if (want.kind === "price") this.toPrice(tier, Math.round(low + (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM) * (high - low)));
    else this.toPiece(want.kind, tier, want.kind === "last" ? edge : edge + 1);
  }

  // A new step takes the first fifth that is free of tiers, or the last.
  add() {
    const spare = this.rows.find((row) => !row.first.value && !row.last.value && !row.change.value);
    const free = this.stretches().filter((each) => !each.tier), early = free.find((each) => each.from === 1), gap = early ?? free.at(-1);
    if (!spare || !gap) return;
    const count = Math.max(1, Math.min(Math.round(this.size / 5), gap.to - gap.from + 1));
    const [first, last] = early ? [1, count] : [gap.to - count + 1, gap.to];
    spare.group.closest("details")?.setAttribute("open", "");
    for (const [field, value] of [[spare.first, first], [spare.last, last], [spare.change, early ? "−10 %" : "+10 %"]]) write(field, value);
    this.handles.get(`price ${spare.at}`)?.focus();
  }
}

const make = (name, attributes) => set(document.createElementNS("http://www.w3.org/2000/svg", name), attributes);
const set = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
const text = (x, y, words, kind) => Object.assign(make("text", { x, y, class: kind, "text-anchor": "middle" }), { textContent: words });
const minor = (typed) => Math.round(Number(typed.replace(/[€£$\s]/g, "").replace(",", ".")) * 100);
const money = (price, sign) => `${sign}${(price / 100).toFixed(2)}`;
const short = (price, sign) => `${sign}${Math.round(price / 100)}`;
const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const write = (field, value) => {
  if (field.value === String(value)) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

customElements.define("price-curve", PriceCurve);
