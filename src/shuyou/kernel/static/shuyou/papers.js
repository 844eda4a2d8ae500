// A paper beside the form: closer, farther, turned, while the hands stay on the keys.
(() => {
  const FARTHEST = 0, CLOSEST = 3;
  document.addEventListener("click", (e) => {
    const wish = e.target.closest("[data-paper]")?.dataset.paper;
    if (!wish) return;
    const picture = document.getElementById("paper-img").dataset;
    if (wish === "turn") picture.turn = (Number(picture.turn) + 1) % 4;
    else picture.zoom = Math.min(CLOSEST, Math.max(FARTHEST, Number(picture.zoom) + (wish === "closer" ? 1 : -1)));
  });
})();
