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
  margin: { l: 40, r: 8, t: 16, b: 32 },
};

const PIXELS_PER_WORD = 46;

/** The categories that are named on the axis: as many as fit side by side, the last one too. */
function named({ data }, width) {
  const all = data[0]?.x ?? [];
  const step = Math.max(1, Math.ceil((all.length * PIXELS_PER_WORD) / width));
  return all.filter((_, place) => (all.length - 1 - place) % step === 0);
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.hidden = false;
  const { layout } = figure;
  const xaxis = { ...layout.xaxis, tickvals: named(figure, box.clientWidth - 64) };
  window.Plotly.newPlot(
    box,
    figure.data,
    { ...HOUSE, ...layout, xaxis, font: { ...HOUSE.font, ...layout.font } },
    { responsive: true, displayModeBar: false, displaylogo: false },
  );
}
