/* Look-alikes as you type: under the name of a new party, the parties that have such a name.

   The form works without this: saving asks the same. */

const WAIT_MS = 250;
const FEWEST_SIGNS = 3;

class Alike {
  constructor(input) {
    this.input = input;
    this.box = document.createElement("div");
    this.box.className = "alike-now";
    this.box.setAttribute("role", "status");
    input.after(this.box);
    input.addEventListener("input", () => this.typed());
    if (this.text.length >= FEWEST_SIGNS) this.ask(this.text);
  }

  get text() {
    return this.input.value.trim();
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.text.length < FEWEST_SIGNS) this.show([]);
    else this.timer = setTimeout(() => this.ask(this.text), WAIT_MS);
  }

  async ask(text) {
    this.request = new AbortController();
    try {
      const url = new URL(this.input.dataset.alike, window.location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: this.request.signal,
      });
      // signed out or out of order: saving leads to a page that says so
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return this.show([]);
      const found = await answer.json();
      if (text === this.text) this.show(found);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }

  show(found) {
    if (!found.length) return this.box.replaceChildren();
    const asked = document.createElement("p");
    asked.textContent = "Bestaat dit al? Dit lijkt erop:";
    const list = document.createElement("ul");
    list.append(...found.map((one) => this.line(one)));
    this.box.replaceChildren(asked, list);
  }

  /** A look at the other does not cost what was filled in: it opens beside the form. */
  line({ naam, adres, soort, waarom }) {
    const link = document.createElement("a");
    link.href = adres;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = naam;
    const beside = document.createElement("span");
    beside.className = "visually-hidden";
    beside.textContent = " (opent in een nieuw tabblad)";
    link.append(beside);
    const why = document.createElement("span");
    why.className = "soft";
    why.textContent = `${soort}. ${waarom}`;
    const line = document.createElement("li");
    line.append(link, " ", why);
    return line;
  }
}

/** Make the name of a new party show which parties look like it. */
export function attachAlike(input) {
  new Alike(input);
}
