// Loaded at once, before the page is drawn: what is scanned before the other scripts are there waits for them.
(() => {
  const early = [];
  const wait = (e) => {
    const field = document.getElementById("clue");
    if (!field || e.target !== field.form || document.activeElement !== field) return;
    e.preventDefault();
    if (field.value) early.push(field.value);
    field.value = "";
  };
  document.addEventListener("submit", wait, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("submit", wait, true);
    if (!early.length) return;
    const field = document.getElementById("clue"), typed = field.value;
    const add = field.form.querySelector('[name="do"][value="add"]');
    for (const clue of early) {
      field.value = clue;
      field.form.requestSubmit(add);
    }
    field.value = typed;
    field.focus();
  });
})();
