// Lists whose rows can be chosen: how many are, all on the page, and from one to another with Shift.
// The boxes, and what is done with the chosen, work without this. What is shown when is up to the style sheet.
(() => {
  const NAME = "m";
  let from = null; // the box that was ticked last

  const boxes = () => [...document.querySelectorAll(`[name="${NAME}"][form="chosen"]`)];
  const all = () => document.querySelector("[data-choose-all]");
  const tell = () => {
    const list = boxes();
    const count = list.filter((box) => box.checked).length;
    document.querySelectorAll("[data-chosen]").forEach((place) => { place.textContent = count; });
    if (!all()) return;
    all().checked = count > 0 && count === list.length;
    all().indeterminate = count > 0 && count < list.length;
  };

  document.addEventListener("click", (e) => {
    const box = e.target.closest?.(`[name="${NAME}"][form="chosen"]`);
    if (!box) return;
    const list = boxes();
    const [first, last] = [list.indexOf(from), list.indexOf(box)].sort((a, b) => a - b);
    if (e.shiftKey && first >= 0) list.slice(first, last + 1).forEach((one) => { one.checked = box.checked; });
    from = box;
    tell();
  });
  document.addEventListener("change", (e) => {
    if (e.target !== all()) return;
    boxes().forEach((box) => { box.checked = all().checked; });
    tell();
  });
  document.addEventListener("reset", (e) => { if (e.target.id === "chosen") setTimeout(() => { from = null; tell(); }); });
  document.addEventListener("htmx:after:swap", tell);
  tell();
})();
