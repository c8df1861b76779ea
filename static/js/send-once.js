// A form that was sent is not sent again by an impatient second click. Without script the server holds: forms carry keys.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// Coming back by the browser's history, the form may be sent once more.
const forget = () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
};
window.addEventListener("pageshow", (event) => event.persisted && forget());
document.addEventListener("htmx:afterRequest", forget);

// The error summary takes the focus, so that a screen reader begins there.
document.getElementById("errors")?.focus();
