// Pages of the call center: they hear when something changes, and fetch themselves anew, part by part.
//
// A part (data-part) is put in place of the old one only if its version differs, so that what somebody is writing stays.
(() => {
  const root = document.querySelector("[data-calls]");
  if (!root) return;
  const SLOW = 3000; // milliseconds between looks while nobody tells us
  const CALM = 2500, SPREAD = 1000; // milliseconds between looks at what others do, and by which these differ
  const spoken = (s) => { const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60, two = (n) => String(n).padStart(2, "0"); return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`; };
  const count = () => {
    const now = Date.now();
    document.querySelectorAll("[data-since]").forEach((el) => { const t = Date.parse(el.dataset.since); if (t) el.textContent = spoken(Math.max(0, Math.floor((now - t) / 1000))); });
    document.querySelectorAll("[data-until]").forEach((el) => { const t = Date.parse(el.dataset.until); if (t) el.textContent = spoken(Math.max(0, Math.ceil((t - now) / 1000))); });
    document.querySelectorAll("[data-clock]").forEach((el) => { el.textContent = new Date().toLocaleTimeString("en-GB", { timeZone: el.dataset.clock, hour: "2-digit", minute: "2-digit" }); });
  };

  let busy = false, again = false, slow = 0, seen = 0, soon = 0;
  const look = async () => {
    seen = Date.now();
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(root.dataset.here, { credentials: "same-origin" });
      if (answer.redirected) { location.reload(); return; }
      if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* the next word, or the slow look, comes again */ }
    busy = false;
    if (again) { again = false; look(); }
  };
  // What others do is shown a little later: hundreds of pages look, and not all of them at once.
  const lookSoon = () => {
    if (soon) return;
    soon = setTimeout(() => { soon = 0; look(); }, Math.max(0, seen + CALM - Date.now()) + Math.random() * SPREAD);
  };
  const put = (fresh) => {
    for (const part of document.querySelectorAll("[data-part]")) {
      const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!other || other.dataset.version === part.dataset.version) continue;
      const unsaved = part.querySelector("form[data-wrap][data-unsaved]");
      if (unsaved) { unsaved.querySelector("[data-stale]")?.removeAttribute("hidden"); continue; }
      const had = part.contains(document.activeElement);
      part.replaceWith(document.adoptNode(other));
      window.htmx?.process(other);
      if (had) document.getElementById("main")?.focus();
    }
    count();
    document.dispatchEvent(new CustomEvent("calls:shown"));
  };

  const lit = (isLive) => {
    document.querySelectorAll("[data-live-dot]").forEach((dot) => { dot.classList.toggle("dot-good", isLive); dot.classList.toggle("dot-warn", !isLive); });
    clearInterval(slow);
    if (!isLive) slow = setInterval(look, SLOW);
  };
  const listen = () => {
    const source = new EventSource(root.dataset.live);
    source.addEventListener("ready", () => { lit(true); look(); });
    source.addEventListener("agent", look);
    for (const name of ["floor", "again"]) source.addEventListener(name, lookSoon);
    source.onerror = () => {
      lit(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, SLOW);
    };
  };

  // What is asked of the switch needs no new page: the answer comes as a word.
  document.addEventListener("submit", async (e) => {
    const form = e.target.closest("form[data-ask]");
    if (!form) return;
    e.preventDefault();
    form.closest("details.menu")?.removeAttribute("open");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Desk": "1" }, credentials: "same-origin" }).catch(() => null);
    if (!answer || answer.status !== 204) look();
  });

  // Half-written notes stay until they are saved, whatever happens meanwhile.
  document.addEventListener("input", (e) => { const form = e.target.closest("form[data-wrap]"); if (form) form.dataset.unsaved = ""; });

  count();
  setInterval(count, 1000);
  lit(false);
  listen();
})();
