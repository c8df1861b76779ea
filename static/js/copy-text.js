// <copy-text from="id">: a button that copies what a field or a line of code holds. Without script the text is selected by hand.
class CopyText extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button";
    this.button.textContent = "Copy";
    this.button.setAttribute("aria-describedby", this.getAttribute("from"));
    this.said = document.createElement("span");
    this.said.className = "vh";
    this.said.setAttribute("role", "status");
    this.append(this.button, this.said);
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const source = document.getElementById(this.getAttribute("from"));
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    this.button.textContent = "Copied";
    this.said.textContent = "Copied.";
    setTimeout(() => {
      this.button.textContent = "Copy";
      this.said.textContent = "";
    }, 2000);
  }
}

customElements.define("copy-text", CopyText);
