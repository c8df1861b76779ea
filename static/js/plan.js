// <plan-chains>: pointing at a run, or focusing anything of it, shows its whole chain. Without it, links with ?run= do.
class PlanChains extends HTMLElement {
  connectedCallback() {
    this.chart = this.querySelector(".gantt");
    if (!this.chart) return;
    this.first = this.chosen();
    for (const name of ["pointerover", "focusin"]) this.addEventListener(name, (event) => this.show(this.runsOf(event.target)));
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.show([]));
    this.chart.addEventListener("keydown", (event) => this.key(event));
    this.chart.addEventListener("focusin", (event) => this.rove(event.target.closest("a")));
    this.rove(this.chart.querySelector("a.chosen") ?? this.stops()[0]);
  }

  chosen() {
    return [...new Set([...this.querySelectorAll("[data-run].chosen")].map((each) => each.dataset.run))];
  }

  runsOf(target) {
    return target.closest?.("[data-run]")?.dataset.run.split(" ") ?? [];
  }

  // Nothing pointed at: what the address chose stands out again.
  show(runs) {
    const lit = runs.length ? runs : this.first;
    this.chart.classList.toggle("has-chosen", lit.length > 0);
    for (const each of this.querySelectorAll("[data-run]:not(details)"))
      each.classList.toggle("chosen", each.dataset.run.split(" ").some((run) => lit.includes(run)));
  }

  // --- one tab stop, and arrows: along a run's chain with left and right, over the lanes with up and down ---
  stops() {
    return [...this.chart.querySelectorAll("a")];
  }

  rove(here) {
    for (const stop of this.stops()) stop.setAttribute("tabindex", stop === here ? 0 : -1);
  }

  key(event) {
    const here = event.target.closest("a");
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!here || !step || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const along = event.key === "ArrowRight" || event.key === "ArrowLeft";
    (along ? this.along(here, step) : this.across(here, step))?.focus();
  }

  along(here, step) {
    const run = this.runsOf(here)[0];
    const chain = this.stops().filter((stop) => this.runsOf(stop).includes(run)).sort((one, two) => this.left(one) - this.left(two));
    return chain[chain.indexOf(here) + step];
  }

  across(here, step) {
    const top = this.top(here), left = this.left(here);
    const beyond = this.stops().filter((stop) => (this.top(stop) - top) * step > 2);
    const nearest = Math.min(...beyond.map((stop) => Math.abs(this.top(stop) - top)));
    const lane = beyond.filter((stop) => Math.abs(this.top(stop) - top) < nearest + 4);
    return lane.sort((one, two) => Math.abs(this.left(one) - left) - Math.abs(this.left(two) - left))[0];
  }

  left(stop) { return stop.getBoundingClientRect().left; }
  top(stop) { return stop.getBoundingClientRect().top; }
}

customElements.define("plan-chains", PlanChains);
