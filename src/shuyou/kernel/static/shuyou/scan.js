// Scanners that type: whatever has the focus, a number that comes faster than anybody types goes into the scan field.
//
// A scanner sends the keys of a number and Enter within a few milliseconds of each other. While somebody types into
// another field the keys stay there; a live form answers with the work area anew, and the focus returns to the field.
(() => {
  const FAST = 60; // milliseconds between two keys of a scanner, at most
  const SHORTEST = 8;
  let read = "";
  let last = 0;

  const form = () => document.querySelector("form[data-scan]");
  const isField = (el) => el.matches?.("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (e) => {
    const into = form();
    if (!into || isField(e.target) || e.ctrlKey || e.altKey || e.metaKey) return;
    const now = Date.now();
    read = now - last > FAST ? "" : read;
    last = now;
    if (/^[0-9Xx*]$/.test(e.key)) { read += e.key; return; }
    if (e.key !== "Enter" || read.length < SHORTEST) return;
    e.preventDefault();
    into.elements.code.value = read;
    read = "";
    into.requestSubmit();
  }, true);

  // A scan is on its way: the field is free for the next one, which goes by a key of its own. An empty one is a second
  // click on the first.
  document.addEventListener("htmx:config:request", (e) => {
    const sent = e.detail?.ctx?.sourceElement;
    if (!sent?.matches?.("form[data-scan]")) return;
    const { code, key } = sent.elements;
    if (!code.value.trim()) { e.preventDefault(); return; }
    code.value = "";
    if (key) key.value = crypto.randomUUID?.().replaceAll("-", "") ?? `${Date.now()}${Math.random()}`;
  });

  document.addEventListener("htmx:after:swap", () => { form()?.elements.code.focus(); });
})();
