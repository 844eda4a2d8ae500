// Taking an order: the focus is always where the next thing is typed, and nothing typed is lost to a late answer.
(() => {
  const clue = () => document.getElementById("clue");
  const hits = () => [...document.querySelectorAll("[data-hit]")];
  const isEntry = (ctx) => ctx?.sourceElement?.id === "entry";
  const doneBy = (ctx) => ctx.request.submitter?.value ?? "";

  // What is sent when a page is left overtakes what is still on its way: each says how late it was typed.
  let latest = 0;
  const known = () => Number(document.getElementById("entry-cols").dataset.step);
  const step = () => String(latest = Math.max(latest + 1, known(), Date.now()));
  const send = (form, what) => {
    const typed = new FormData(form);
    typed.set("do", what);
    typed.set("step", step());
    navigator.sendBeacon(form.getAttribute("hx-post"), typed);
  };

  // An answer may be older than what stands in a field by now: then the field keeps what was typed.
  htmx.registerExtension("keep-typed", {
    htmx_before_morph_attr: (el, { attrName, newValue }) =>
      !(el.form?.id === "entry" && attrName === "value" && el.type !== "hidden" && el.type !== "radio"
        && el.value !== newValue && el.value !== el.defaultValue),
  });

  // What is offered while words are typed comes too late once they were sent, or the focus went on.
  const isLook = (ctx) => ctx?.sourceElement?.id === "clue";
  document.addEventListener("htmx:after:request", (e) => {
    const asked = isLook(e.detail?.ctx) && new URL(e.detail.ctx.request.action, location.href).searchParams.get("clue");
    if (isLook(e.detail?.ctx) && (asked !== clue().value || document.activeElement !== clue())) e.preventDefault();
  });

  // What is sent while the order is being confirmed is answered after the refusal, and has to show it again.
  let isConfirming = false;
  document.addEventListener("htmx:config:request", (e) => {
    const ctx = e.detail?.ctx;
    if (!isEntry(ctx)) return;
    if (doneBy(ctx) !== "confirm") ctx.request.body.set("step", step()); // what is confirmed is always meant
    if (doneBy(ctx) === "confirm") isConfirming = true;
    else if (isConfirming) ctx.request.body.set("refused", "1");
  });

  // The clue is on its way: the field is free for the next scan.
  document.addEventListener("htmx:config:request", (e) => {
    const ctx = e.detail?.ctx;
    if (isLook(ctx) && !clue().value) e.preventDefault();
    if (!isEntry(ctx) || !/^(add$|pick:)/.test(doneBy(ctx))) return;
    for (const id of ["clue", "copies"]) {
      const field = document.getElementById(id);
      field.value = field.defaultValue = "";
    }
    document.getElementById("entry-hits").replaceChildren();
  });

  document.addEventListener("htmx:after:swap", (e) => {
    const ctx = e.detail?.ctx;
    if (!isEntry(ctx) || !doneBy(ctx)) return;
    if (doneBy(ctx) === "confirm") isConfirming = false;
    const field = clue();
    const isFree = field.value === "" || document.activeElement !== field;
    if (isFree && field.dataset.kept) { // refused, or several are meant: the text comes back for mending
      field.value = field.dataset.kept;
      field.select();
    }
    if (ctx.response.status !== 200 && doneBy(ctx) === "confirm") document.querySelector("#entry [aria-invalid=true], #entry [data-focus]")?.focus();
    else if (isFree && !document.activeElement.matches("#entry .keep, #entry .live")) (hits()[0] ?? field).focus();
  });

  // Words that somebody typed and left are what the reader looked for, found or not.
  document.addEventListener("change", (e) => {
    if (e.target.id === "clue" && /[^\d\s-]/.test(e.target.value)) send(e.target.form, "search");
  });

  // Whoever leaves in the middle of a word finds it again.
  addEventListener("pagehide", () => send(document.getElementById("entry"), "keep"));

  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    const all = hits();
    const at = all.indexOf(document.activeElement);
    if (!all.length || (at < 0 && document.activeElement !== clue())) return;
    const to = { ArrowDown: all[Math.min(at + 1, all.length - 1)], ArrowUp: at > 0 ? all[at - 1] : clue(), Escape: clue() }[e.key];
    if (!to || (at < 0 && e.key === "Escape")) return;
    e.preventDefault();
    to.focus();
  });
})();
