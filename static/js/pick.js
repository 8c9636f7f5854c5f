/* A field in which a party is named: names appear while typing, and picking one fills the field.

   The form works without this: a name that fits several parties comes back with a choice. */

import { LookUp } from "./search.js";

const PERSON = "persoon";

class Pick extends LookUp {
  constructor(input) {
    super(input, input.dataset.pick);
    this.ref = document.createElement("input");
    this.ref.type = "hidden";
    this.ref.name = input.dataset.pickRef;
    this.ref.disabled = true;
    input.after(this.ref);
  }

  typed() {
    this.ref.disabled = true;
    super.typed();
  }

  show(text, hits) {
    super.show(text, hits.filter((hit) => hit.soort !== PERSON));
  }

  key(event) {
    super.key(event);
    if (event.key !== "Enter" || this.list.hidden || this.marked < 0) return;
    event.preventDefault();
    this.open(this.hits[this.marked].address);
  }

  open(address) {
    const hit = this.hits.find((one) => one.address === address);
    if (!hit) return;
    this.input.value = hit.name;
    this.ref.value = hit.ref;
    this.ref.disabled = false;
    this.close();
  }

  /** The form is sent as it stands: the server finds the party, or asks which is meant. */
  submitted() {}
}

/** Make an input that names a party suggest names. */
export function attachPick(input) {
  if (input.form) new Pick(input);
}
