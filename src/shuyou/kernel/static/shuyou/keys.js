// Keyboard layer: one listener, data attributes, no inline handlers.
//
// The sheet of keys (#keys) is the table: its rows carry what they are bound to, so what it shows is what works.
// A page adds keys with data-key="O" on the link or button that the key presses, and sections with data-go="M".
//
// Chinese input methods: while composing, keys belong to the IME, so we stand aside (isComposing covers most kernels,
// keyCode 229 the rest). Shortcuts match event.code, not event.key, because with a Chinese IME the slash key may type
// "、" and Shift+slash may type "？".
(() => {
  const LEAD = 900; // milliseconds between G and the section's letter
  const OTHER_CAPS = { "[": "BracketLeft", "]": "BracketRight", "+": "Equal", "-": "Minus", "/": "Slash" };
  const NOT_TYPED_INTO = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/;
  let led = 0;

  const composing = (e) => e.isComposing || e.keyCode === 229;
  const seen = (el) => el.getClientRects().length > 0;
  const typing = (el) => {
    const field = el.closest?.("input, textarea, select, [contenteditable]");
    // What is not seen is not typed into: a form that was just shut keeps the focus for a moment.
    return field && seen(field) && !NOT_TYPED_INTO.test(field.type) ? field : null;
  };
  const clamp = (n, max) => Math.min(max, Math.max(0, n));
  const within = (el) => seen(el.closest("details.menu") ?? el); // what a menu holds has its key while it is shut
  const pressed = (e) => {
    const shifted = e.shiftKey || e.key === "?" || e.key === "？";
    return `${e.ctrlKey || e.metaKey ? "Ctrl+" : ""}${e.altKey ? "Alt+" : ""}${shifted ? "Shift+" : ""}${e.code}`;
  };
  const codeOf = (cap) => cap.split("+").map((part) =>
    /^[A-Z]$/.test(part) ? `Key${part}` : /^\d$/.test(part) ? `Digit${part}` : OTHER_CAPS[part] ?? part).join("+");
  const bound = (scope, code) =>
    document.querySelector(`#keys [data-scope="${scope}"] [data-code="${CSS.escape(code)}"]`)?.dataset.act;

  // One-touch box: focus stays in the field, the active option moves.
  const hits = (box) => [...box.closest(".one").querySelectorAll("[role=option]")];
  const choose = (box, to) => {
    const all = hits(box);
    if (!all.length) return;
    const at = clamp(to, all.length - 1);
    all.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const chosen = (box) => hits(box).findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  const open = (box, isOpen) => {
    const pop = box.closest(".one").querySelector(".one-pop");
    pop.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen && hits(box).length > 0));
    box.removeAttribute("aria-activedescendant");
  };
  const isFresh = (box) => box.closest(".one").querySelector("[data-for]")?.dataset.for === box.value.trim();

  // Lists: real focus moves, so a screen reader follows too.
  const rows = () => [...document.querySelectorAll("[data-row]")].filter(seen);
  const lineOf = (el) => el.closest("tr, li");
  const step = (by) => {
    const all = rows();
    const line = lineOf(document.activeElement);
    const at = all.findIndex((row) => row === document.activeElement || (line && line === lineOf(row)));
    all[at < 0 ? 0 : clamp(at + by, all.length - 1)]?.focus();
  };

  const boxOf = (el) => lineOf(el)?.querySelector("input[type=checkbox]");
  const chooseOn = (by) => {
    const tick = () => { const box = boxOf(document.activeElement); if (box && !box.checked) box.click(); };
    tick();
    step(by);
    tick();
  };

  const ACTS = {
    "one-touch": () => { const box = document.querySelector(".one input[type=search]"); box?.focus(); box?.select(); },
    "keys": () => { listPageKeys(); document.getElementById("keys").showModal(); },
    "leave": (e) => {
      const box = e.target.closest?.(".one input");
      if (box && !box.closest(".one").querySelector(".one-pop").hidden) return open(box, false);
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
        menu.open = false;
      });
      return typing(e.target)?.blur();
    },
    "next-hit": (e) => choose(e.target, chosen(e.target) + 1),
    "previous-hit": (e) => choose(e.target, chosen(e.target) - 1),
    "open-hit": (e) => {
      const hit = hits(e.target)[chosen(e.target)];
      if (hit && isFresh(e.target)) location.assign(hit.href);
      else e.target.form.requestSubmit(); // not answered yet: the server opens the only hit or lists them all
    },
    "next-row": () => step(1),
    "previous-row": () => step(-1),
    "select-row": () => boxOf(document.activeElement)?.click(),
    "choose-down": () => chooseOn(1),
    "choose-up": () => chooseOn(-1),
  };

  // What the open page adds to the sheet is read from the elements themselves.
  const listPageKeys = () => {
    const say = (el) => {
      const copy = el.cloneNode(true);
      copy.querySelectorAll("kbd, svg, b, .vh").forEach((part) => part.remove());
      return el.dataset.keyLabel || el.getAttribute("aria-label") || copy.textContent.trim();
    };
    const fill = (name, found) => {
      const list = document.querySelector(`#keys [data-list="${name}"]`);
      list.closest("section").hidden = !found.length;
      list.replaceChildren(...found.map(([caps, label]) => {
        const row = document.createElement("div");
        row.append(document.createElement("dt"), document.createElement("dd"));
        caps.forEach((cap) => { const key = document.createElement("kbd"); key.textContent = cap; row.firstChild.append(key, " "); });
        row.lastChild.textContent = label;
        return row;
      }));
    };
    fill("page", [...document.querySelectorAll("[data-key]")].filter(within).map((el) => [el.dataset.key.split("+"), say(el)]));
    fill("go", [...document.querySelectorAll(".rail [data-go]")].map((el) => [["G", el.dataset.go], say(el)]));
  };

  const press = (code, where = document) => {
    const own = [...where.querySelectorAll("[data-key]")].find((el) => codeOf(el.dataset.key) === code && within(el) && !el.disabled);
    // A page that has just come may not be wired up yet; a key that is as quick as that does the same as later.
    const asker = own?.closest("[hx-get], [hx-post]");
    if (asker && !asker.hasAttribute("data-htmx-powered")) window.htmx?.process(asker);
    const field = own?.matches("form.filter [data-key=F]") && own.form?.querySelector("input:not([type=hidden]), select");
    if (field) field.focus(); // a filter is filled in first; Enter then sends it
    else own?.click();
    return Boolean(own);
  };
  const go = (code) => {
    const there = document.querySelector(`.rail [data-go="${CSS.escape(code.replace(/^Key/, ""))}"]`);
    there?.click();
    return Boolean(there);
  };
  const act = (name, e) => { e.preventDefault(); ACTS[name](e); return true; };

  const inField = (e, code) => {
    const box = e.target.closest(".one input[type=search]");
    const name = (box && bound("box", code)) || (code.includes("Ctrl+") || code === "Escape" ? bound("page", code) : null);
    if (name) return act(name, e);
    const where = e.target.closest("dialog[open]") ?? document;
    return /Ctrl\+|Alt\+|^F\d/.test(code) && press(code, where) ? e.preventDefault() : null;
  };
  const onPage = (e, code) => {
    const single = document.documentElement.dataset.keys !== "off"; // WCAG 2.1.4: can be turned off
    if (!single && !/Ctrl\+|Alt\+|^F\d|^Escape$/.test(code)) return;
    const wasLed = Date.now() - led < LEAD;
    led = 0;
    if (wasLed && go(code)) { e.preventDefault(); return; }
    if (code === "KeyG") { led = Date.now(); return; }
    const name = bound("page", code) ?? bound("list", code);
    if (name) act(name, e);
    else if (press(code)) e.preventDefault();
  };

  document.addEventListener("keydown", (e) => {
    if (composing(e) || e.defaultPrevented) return;
    const code = pressed(e);
    if (code === "Escape" && e.target.closest?.("dialog[open]")) return; // the browser closes it and gives the focus back
    if (typing(e.target)) { inField(e, code); return; }
    const sheet = document.querySelector("dialog[open]");
    if (!sheet) onPage(e, code);
    else if (code.includes("Ctrl+") && press(code, sheet)) e.preventDefault();
  });

  document.addEventListener("htmx:after:swap", (e) => {
    const box = e.detail?.ctx?.sourceElement;
    if (!box?.matches?.(".one input[type=search]")) return;
    open(box, box.value.trim() !== "");
    if (hits(box).length) choose(box, 0);
  });
})();
