// Texts of blocks: a button puts its block where the cursor last was.
(() => {
  let field = null;
  document.addEventListener("focusin", (e) => {
    if (e.target.matches("textarea")) field = e.target;
  });
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-insert]");
    if (!button) return;
    const into = field?.isConnected ? field : document.querySelector("textarea[id*=body]");
    const before = into.value.slice(0, into.selectionStart);
    const gap = !before ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    into.setRangeText(`${gap}${button.dataset.insert}`, into.selectionStart, into.selectionEnd, "end");
    into.focus();
    into.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
