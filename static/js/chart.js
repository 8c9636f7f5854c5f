/* Draws the figures that the page carries as JSON; the page's own type, ink and number signs. */

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();

const HOUSE = {
  font: {
    family: token("--basis-text-font-family-default"),
    size: 14,
    color: token("--basis-color-default-color-document"),
  },
  colorway: [
    token("--basis-color-accent-1-color-default"),
    token("--bb-kind-fonds"),
    token("--bb-kind-organisatie"),
    token("--bb-kind-initiatief"),
    token("--bb-kind-onderneming"),
    token("--bb-kind-kennis"),
  ],
  separators: ",.",
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  margin: { l: 48, r: 16, t: 24, b: 48 },
};

for (const box of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.hidden = false;
  window.Plotly.newPlot(
    box,
    figure.data,
    { ...HOUSE, ...figure.layout, font: { ...HOUSE.font, ...figure.layout?.font } },
    { responsive: true, displayModeBar: false, displaylogo: false },
  );
}
