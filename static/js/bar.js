/* On every page: menus that close, search and look-alikes as you type, and the search one key away. */

import { attachAlike } from "./alike.js";
import { attachPick } from "./pick.js";
import { attachSearch } from "./search.js";

const TYPING = "input, textarea, select, [contenteditable]";

/** Menus work without this; it closes them on Escape, on a click beside them, and on leaving. */
function attachMenu(menu) {
  const summary = menu.querySelector("summary");
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

function closeMenusBeside(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

/** Not in an empty field where the page, not the reader, put the cursor: nothing begins with `/`. */
function isTyping(target) {
  const field = target instanceof Element ? target.closest(TYPING) : null;
  return field !== null && !(field.matches("input[autofocus]") && field.value === "");
}

/** `/` puts the cursor in the bar's search, unless somebody is typing. */
function focusSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
  const field = document.querySelector('[data-search="bar"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

document.querySelectorAll("details[data-menu]").forEach(attachMenu);
document.querySelectorAll("[data-search]").forEach(attachSearch);
document.querySelectorAll("[data-pick]").forEach(attachPick);
document.querySelectorAll("[data-alike]").forEach(attachAlike);
document.addEventListener("click", closeMenusBeside);
document.addEventListener("keydown", focusSearch);
