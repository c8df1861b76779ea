// <plan-drag>: a step of the chart is dragged, or moved with Enter and the arrow keys, and asked about. Without it, the form is filled in by hand.
const FAR_PX = 6, DAY_MS = 86400000, MINUTE_MS = 60000;

class PlanDrag extends HTMLElement {
  connectedCallback() {
    this.svg = document.querySelector(".gantt");
    this.form = document.querySelector("#ask-step form");
    if (!this.svg || !this.form) return;
    Object.assign(this, JSON.parse(this.querySelector("script").textContent));
    this.said = this.querySelector("[role=status]");
    this.svg.addEventListener("pointerdown", (event) => this.press(event));
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("click", (event) => this.dragged && (event.preventDefault(), this.dragged = false), true);
    this.svg.addEventListener("keydown", (event) => this.key(event), true);
    this.svg.addEventListener("focusout", () => this.moving && this.stop("Not moved."));
    for (const stop of this.movable()) stop.classList.add("draggable");
  }

  movable() {
    const steps = new Set([...this.form.elements.step.options].map((each) => each.value));
    return [...this.svg.querySelectorAll("a[data-step]")].filter((each) => steps.has(each.dataset.step));
  }

  // --- from moments to places across, and back ---
  x(moment) {
    const [one, other] = this.around((stop) => stop[0] > moment);
    return one[1] + (moment - one[0]) / (other[0] - one[0]) * (other[1] - one[1]);
  }

  moment(x) {
    const [one, other] = this.around((stop) => stop[1] > x), slot = this.slot * MINUTE_MS;
    return Math.round((one[0] + (x - one[1]) / (other[1] - one[1]) * (other[0] - one[0])) / slot) * slot;
  }

  around(beyond) {
    const found = this.stops.findIndex(beyond), after = found < 0 ? this.stops.length - 1 : Math.max(1, found);
    return [this.stops[after - 1], this.stops[after]];
  }

  place(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  lane(y) {
    return this.lanes.find((lane) => y >= lane.top && y < lane.bottom);
  }

  // --- what is held: a step, where it stands, where it would go ---
  hold(target) {
    const bar = target.querySelector("rect").getBBox();
    const lane = this.lane(bar.y + bar.height / 2), start = this.moment(bar.x);
    return { target, bar, home: lane, lane, start, from: start };
  }

  show(held) {
    this.ghost ??= this.svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    const right = held.lane.kind === held.home.kind;
    this.ghost.setAttribute("class", right ? "ghost" : "ghost wrong");
    for (const [name, value] of Object.entries({ x: this.x(held.start), y: held.lane.top + 3, width: held.bar.width, height: held.lane.bottom - held.lane.top - 6, rx: 2 })) this.ghost.setAttribute(name, value);
    this.said.textContent = `${this.words(held.start)}, ${held.lane.name}${right ? "" : ": another kind of station"}`;
  }

  stop(words = "") {
    this.ghost?.remove();
    this.ghost = this.moving = null;
    this.said.textContent = words;
  }

  ask(held) {
    this.stop();
    if (held.start === held.from && held.lane === held.home) return;
    const [on, at] = this.local(held.start), fields = this.form.elements;
    Object.assign(fields.step, { value: held.target.dataset.step });
    Object.assign(fields.station, { value: held.lane.station });
    Object.assign(fields.on, { value: on });
    Object.assign(fields.at, { value: at });
    this.said.textContent = "Asked.";
    this.form.requestSubmit();
  }

  local(moment) {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: this.zone, dateStyle: "short", timeStyle: "short" });
    return parts.format(moment).split(" ");
  }

  words(moment) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: this.zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(moment);
  }

  // --- with the pointer ---
  press(event) {
    const target = event.target.closest("a.draggable");
    if (!target || event.button || event.pointerType === "touch") return;
    const held = this.hold(target), began = this.place(event), from = held.start, left = held.bar.x - began.x;
    const listen = new AbortController(), signal = listen.signal;
    const far = (move) => Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) >= FAR_PX;
    addEventListener("pointermove", (move) => {
      if (!this.dragged && !far(move)) return;
      this.dragged = true;
      const at = this.place(move);
      held.lane = this.lane(at.y) ?? held.lane;
      held.start = Math.abs(at.x - began.x) < 1 ? from : this.moment(at.x + left);
      this.show(held);
    }, { signal });
    addEventListener("keydown", (stop) => stop.key === "Escape" && (listen.abort(), this.stop("Not moved.")), { signal });
    addEventListener("pointercancel", () => { listen.abort(); this.stop(); }, { signal });
    addEventListener("pointerup", () => {
      listen.abort();
      setTimeout(() => { this.dragged = false; });
      if (this.dragged) this.ask(held);
    }, { signal });
  }

  // --- with the keyboard: Enter takes it, arrows move it, Enter asks, Escape puts it back ---
  key(event) {
    const target = event.target.closest("a.draggable");
    if (!target || event.altKey || event.metaKey || event.ctrlKey) return;
    if (!this.moving && event.key !== "Enter") return;
    const minutes = event.shiftKey ? DAY_MS : this.slot * MINUTE_MS;
    const act = {
      Enter: () => (this.moving ? this.ask(this.moving) : this.take(target)),
      Escape: () => this.stop("Not moved."),
      ArrowRight: () => this.shift(minutes),
      ArrowLeft: () => this.shift(-minutes),
      ArrowDown: () => this.change(1),
      ArrowUp: () => this.change(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  take(target) {
    this.moving = this.hold(target);
    this.show(this.moving);
    this.said.textContent += ". Arrows move it, with Shift by a day; Enter asks, Escape puts it back.";
  }

  shift(minutes) {
    this.moving.start += minutes;
    this.show(this.moving);
  }

  change(by) {
    const same = this.lanes.filter((lane) => lane.kind === this.moving.home.kind);
    this.moving.lane = same[same.indexOf(this.moving.lane) + by] ?? this.moving.lane;
    this.show(this.moving);
  }
}

customElements.define("plan-drag", PlanDrag);
