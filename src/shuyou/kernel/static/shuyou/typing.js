// A new member: what one field says about others is filled in, where nothing is typed yet.
(() => {
  const ASKED_BY = new Set(["phone", "home_phone", "postcode", "street"]);
  const help = document.querySelector("[data-help]");
  if (!help) return;
  const form = help.closest("form");
  const field = (name) => form.elements.namedItem(name);
  let asked = 0;

  const fill = (found, over) => {
    for (const [name, text] of Object.entries(found)) {
      const box = field(name);
      const isFree = box && (box.value === "" || box.value === box.dataset.filled || over.includes(name));
      if (isFree && text) box.value = box.dataset.filled = text;
    }
  };
  const show = (shared) => {
    help.hidden = !shared;
    if (!shared) return;
    help.querySelector("[data-help-text]").textContent = shared.text;
    help.querySelector("button").onclick = () => { fill(shared.fill, []); help.hidden = true; field("name").focus(); };
  };

  form.addEventListener("change", async (e) => {
    if (!ASKED_BY.has(e.target.name)) return;
    const turn = ++asked;
    const typed = new URLSearchParams();
    for (const name of [...ASKED_BY, "province", "city", "district"]) typed.set(name, field(name)?.value ?? "");
    const street = field("street").value;
    try {
      const answer = await fetch(help.dataset.help, {
        method: "POST", body: typed, headers: { "X-CSRFToken": field("csrfmiddlewaretoken").value },
      });
      if (!answer.ok || turn !== asked) return;
      const { fill: found, shared } = await answer.json();
      // A whole address in the field of the street is parted, unless somebody typed on meanwhile.
      fill(found, found.street && field("street").value === street ? ["street"] : []);
      show(shared);
    } catch { /* the form works without help */ }
  });
})();
