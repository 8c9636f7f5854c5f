// A page that waits for work of the worker: it looks again until the work is done.
const EVERY = 2000;
const place = document.querySelector("[data-busy] [role=status]");

async function look() {
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const status = page.querySelector("[data-busy] [role=status]");
    if (!status) {
      window.location.reload();
      return;
    }
    if (status.textContent !== place.textContent) {
      place.textContent = status.textContent;
    }
  } catch {
    // no connection for a moment: look again later
  }
  window.setTimeout(look, EVERY);
}

if (place) {
  window.setTimeout(look, EVERY);
}
