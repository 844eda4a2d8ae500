// The screen in a store: keys to touch, and a fresh page for the next reader when nobody has touched it for a while.
(() => {
  const QUIET = 60_000;
  const page = document.querySelector("[data-start]");
  if (!page) return;
  const start = page.dataset.start;
  const isFresh = () => location.pathname + location.search === start && !document.querySelector("#k-q")?.value;

  let clock = 0;
  const wait = () => {
    clearTimeout(clock);
    clock = setTimeout(() => (isFresh() ? wait() : location.replace(start)), Number(page.dataset.quiet) || QUIET);
  };
  for (const touch of ["input", "pointerdown", "keydown", "scroll"]) addEventListener(touch, wait, { passive: true });
  addEventListener("pageshow", (e) => { if (e.persisted && isFresh()) location.reload(); });
  wait();

  const back = document.querySelector("[data-back-page]");
  back?.addEventListener("click", (e) => {
    if (!document.referrer.startsWith(location.origin + start)) return;
    e.preventDefault();
    history.back();
  });

  const box = document.querySelector("#k-q");
  const keys = document.querySelector("[data-keys]");
  if (!box || !keys) return;
  keys.hidden = false;
  keys.addEventListener("click", (e) => {
    const key = e.target.closest("button");
    if (!key) return;
    box.value = "back" in key.dataset ? box.value.slice(0, -1) : box.value + key.dataset.char;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
