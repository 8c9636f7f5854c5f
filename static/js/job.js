/* A task that runs: its card is fetched again until it is over. Without this: "Kijk opnieuw". */

const EVERY = 1000;
const card = document.querySelector("[data-job]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(card.id);
    if (!fresh) return;
    if (fresh.innerHTML !== card.innerHTML) card.replaceChildren(...fresh.childNodes);
    if (!fresh.hasAttribute("data-job")) {
      clearInterval(timer);
      card.removeAttribute("data-job");
    }
  } catch {
    // The server is away for a moment: the next look may find it.
  }
}

const timer = card ? setInterval(look, EVERY) : 0;
