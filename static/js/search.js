/* Search as you type: a combobox with a list of names (ARIA 1.2 pattern).

   The form works without this. With it: names appear while typing, arrows walk through them,
   Enter opens the one that is marked or the name that was typed in full, Escape closes. */

const WAIT_MS = 120;
const MOST_KEPT = 50;
const FEWEST_SIGNS = 2;
const MOST_SHOWN = 10;

const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();

/** Only addresses on our own host are opened. */
function ownAddress(address) {
  const url = new URL(address, window.location.href);
  return url.origin === window.location.origin ? url.href : null;
}

export class LookUp {
  constructor(input, address = input.form.action) {
    this.input = input;
    this.address = new URL(address, window.location.href).href;
    this.answers = new Map();
    this.hits = [];
    this.marked = -1;
    this.shownFor = "";
    this.enterWaits = false;
    this.build();
    this.listen();
  }

  build() {
    const id = `${this.input.id}-lijst`;
    this.list = document.createElement("div");
    this.list.id = id;
    this.list.className = "look-up__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Gevonden");
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    const box = this.input.closest(".look-up");
    box.append(this.list, this.status);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.input.setAttribute("aria-controls", id);
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.form.addEventListener("submit", (event) => this.submitted(event));
    // the field keeps the focus, so that a click is not taken for leaving it
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.open(option.dataset.address);
    });
  }

  get text() {
    return this.input.value.trim();
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.enterWaits = false;
    if (this.text.length < FEWEST_SIGNS) {
      this.shownFor = "";
      this.hits = [];
      this.close();
      return;
    }
    const kept = this.answers.get(this.text);
    if (kept) this.show(this.text, kept);
    else this.timer = setTimeout(() => this.ask(this.text), WAIT_MS);
  }

  async ask(text) {
    const request = new AbortController();
    this.request = request;
    try {
      const url = new URL(this.address);
      url.searchParams.set("q", text);
      const answer = await fetch(url, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: request.signal,
      });
      // signed out or out of order: the form itself still leads to a page that says so
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return this.giveUp();
      const hits = await answer.json();
      if (this.answers.size >= MOST_KEPT) this.answers.clear();
      this.answers.set(text, hits);
      if (text === this.text) this.show(text, hits);
    } catch (error) {
      if (error.name !== "AbortError") this.giveUp();
    }
  }

  giveUp() {
    this.close();
    if (this.enterWaits) this.input.form.submit();
  }

  show(text, hits) {
    this.shownFor = text;
    this.hits = hits.map(({ ref, naam, soort, adres, bij, waarom }) => {
      return { ref, name: naam, kind: soort, address: adres, partyOf: bij, why: waarom };
    });
    this.found = hits.length;
    if (!hits.length && this.input.dataset.add) {
      const url = new URL(this.input.dataset.add, window.location.href);
      url.searchParams.set("naam", text);
      this.hits = [{ name: `Voeg ‘${text}’ toe`, kind: "niets gevonden", address: url.href }];
    }
    if (hits.length >= MOST_SHOWN) {
      const url = new URL(this.address);
      url.searchParams.set("q", text);
      this.hits.push({ name: `Toon alles met ‘${text}’`, kind: "", address: url.href, isAll: true });
    }
    this.list.replaceChildren(...this.hits.map((hit, index) => this.option(hit, index)));
    this.mark(-1);
    this.say();
    if (this.enterWaits) this.enter();
    else if (document.activeElement === this.input) this.unfold();
  }

  option(hit, index) {
    const option = document.createElement("div");
    option.id = `${this.list.id}-${index}`;
    option.className = "look-up__option";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.address = hit.address;
    const name = document.createElement("span");
    name.textContent = hit.name;
    const kind = document.createElement("span");
    kind.className = "look-up__kind";
    kind.textContent = hit.kind.replaceAll("_", " ");
    option.append(name, " ", kind);
    option.classList.toggle("look-up__option--all", Boolean(hit.isAll));
    if (hit.why) {
      const why = document.createElement("span");
      why.className = "look-up__why";
      why.textContent = hit.why;
      option.append(" ", why);
    }
    return option;
  }

  say() {
    const { found } = this;
    if (found) this.status.textContent = found === 1 ? "1 gevonden" : `${found} gevonden`;
    else this.status.textContent = "Niets gevonden";
  }

  key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.hits.length) {
      event.preventDefault();
      if (this.list.hidden) this.unfold();
      const from = this.marked < 0 && event.key === "ArrowUp" ? 0 : this.marked;
      this.mark((from + steps[event.key] + this.hits.length) % this.hits.length);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  mark(index) {
    this.marked = index;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** Enter waits for the answer to what was typed, then opens one name or the page of results. */
  submitted(event) {
    if (this.text.length < FEWEST_SIGNS) return;
    event.preventDefault();
    if (this.shownFor === this.text) this.enter();
    else this.enterWaits = true;
  }

  enter() {
    this.enterWaits = false;
    const chosen = this.hits[this.marked] ?? this.best();
    if (chosen) this.open(chosen.address);
    else this.input.form.submit();
  }

  /**
   * The only one found, the name that was typed in full, or the only one that begins, or has a
   * word, like that. Of a person with one party that party: it says whom to call and what waits.
   */
  best() {
    if (!this.found) return null;
    const text = plain(this.text);
    const own = this.hits.filter((hit) => !hit.partyOf && !hit.isAll);
    const begins = own.filter((hit) => plain(hit.name).startsWith(text));
    const holds = own.filter((hit) => plain(hit.name).includes(` ${text}`));
    const exact = begins.find((hit) => plain(hit.name) === text);
    const likely = [own, begins, holds].find((some) => some.length === 1) ?? [];
    const best = exact ?? (begins.length > 1 ? null : likely[0]);
    return this.hits.find((hit) => best && hit.partyOf === best.ref) ?? best;
  }

  open(address) {
    const own = ownAddress(address);
    if (own) window.location.assign(own);
  }

  unfold() {
    if (!this.hits.length) return this.close();
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }
}

/** Make an input inside a form a look-up; its form's address answers. */
export function attachSearch(input) {
  if (input.form) new LookUp(input);
}
