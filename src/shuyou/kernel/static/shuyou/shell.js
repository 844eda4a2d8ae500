// Small behaviours of the shell. They listen on the document and read data attributes.
(() => {
  const TOAST = 6000; // milliseconds that a toast stays, unless somebody is at it

  const letGo = (toast) => setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) letGo(toast);
    else toast.remove();
  }, TOAST);
  const tend = (root) => {
    root.querySelectorAll?.(".toast:not([data-tended])").forEach((toast) => { toast.dataset.tended = ""; letGo(toast); });
  };
  const shutMenus = (but = null) => document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(but)) menu.open = false; });
  const showFault = (root) => root.querySelector?.("[aria-invalid=true], [data-focus]")?.focus();

  document.addEventListener("click", (e) => {
    const opener = e.target.closest("[data-open]");
    if (opener?.dataset.open === "keys") document.dispatchEvent(new KeyboardEvent("keydown", { code: "Slash", shiftKey: true }));
    shutMenus(e.target);
    const theme = e.target.closest("input[data-theme-choice]");
    if (theme) document.documentElement.dataset.theme = theme.value;
  });

  // A page that never arrived: say so, keep what was typed.
  document.addEventListener("htmx:error", (e) => {
    if (e.detail?.error?.name === "AbortError") return;
    const note = document.getElementById("offline-note");
    document.getElementById("messages").replaceChildren(note.content.cloneNode(true));
  });
  document.addEventListener("htmx:after:swap", (e) => { tend(document); if (e.detail?.ctx?.response?.status === 422) showFault(document); });

  // What somebody typed into a box before it listened (a scanner is quick) is asked for as soon as it does.
  document.addEventListener("htmx:after:init", (e) => {
    const box = e.target;
    if (box.matches('input[hx-trigger^="input changed"]') && box.value !== box.defaultValue) box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A small form opens over the page. One that was closed half written is still there when it is asked for again.
  const over = () => document.getElementById("act");
  const unfold = () => { shutMenus(); if (!over().open) over().showModal(); over().querySelector("[autofocus]")?.focus(); };
  document.addEventListener("click", (e) => {
    const asked = e.target.closest?.("a[data-act]");
    if (!asked || !over() || over().dataset.from !== asked.href || !over().querySelector("form")) return;
    e.preventDefault();
    e.stopPropagation(); // it is here already: nothing is asked for, however busy the page still is
    unfold();
  }, true);
  document.addEventListener("htmx:config:request", (e) => {
    const asked = e.detail?.ctx?.sourceElement;
    if (!over() || !asked?.matches?.("a[data-act]")) return;
    over().dataset.from = asked.href;
    over().replaceChildren(); // what was half written for something else gives way
  });
  document.addEventListener("htmx:after:swap", (e) => { if (e.detail?.ctx?.sourceElement?.matches?.("a[data-act]") && over()) unfold(); });
  document.addEventListener("click", (e) => {
    if (!e.target.closest("#act [data-close]")) return;
    e.preventDefault();
    over().close();
    over().replaceChildren();
  });

  over()?.addEventListener("close", () => { if (!over().querySelector("form")) over().replaceChildren(); });

  // Where a section has more pages than fit beside each other, the one that is open is in sight.
  document.querySelectorAll(".tabs > [aria-current]").forEach((tab) => {
    const [row, own] = [tab.parentElement.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (own.left < row.left || own.right > row.right) tab.parentElement.scrollLeft += own.left - row.left - (row.width - own.width) / 2;
  });

  document.addEventListener("click", (e) => { if (e.target.closest("[data-print]")) window.print(); });

  tend(document);
  showFault(document);
})();
