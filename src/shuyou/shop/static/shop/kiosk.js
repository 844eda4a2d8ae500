// At a kiosk nothing that somebody typed is left for the next reader: after a while without a touch the page is new.
(() => {
  const QUIET = 90_000;
  const form = document.querySelector("[data-kiosk]");
  if (!form) return;
  const start = form.dataset.kiosk || location.pathname;
  let clock = 0;
  const wait = () => {
    clearTimeout(clock);
    clock = setTimeout(() => { location.replace(start); }, QUIET);
  };
  for (const touch of ["input", "pointerdown", "keydown", "scroll"]) addEventListener(touch, wait, { passive: true });
  addEventListener("pageshow", (e) => { if (e.persisted) location.replace(start); });
  wait();
})();
