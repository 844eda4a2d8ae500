// The till: scanned titles, a reader, money; it goes on without a network and posts later what it sold meanwhile.
//
// The server prices every sale and has the last word. Without an answer the till sells what it knows at the price it
// knows, for cash or by card terminal, and keeps the sale in its outbox on this device. Whatever is sent carries a key:
// a sale whose answer was lost is sent again under the same key, and the server posts it once.
(() => {
  document.addEventListener("click", (e) => { if (e.target.closest("[data-print]")) window.print(); });
  const page = document.getElementById("till");
  if (!page) return;

  const WAIT = 8000; // milliseconds that an answer may take
  const AGAIN = 4000; // milliseconds between two attempts to reach the server
  const TRIES = 3; // how often the server may fail at something before a person looks at it
  const SETTLED = 500; // milliseconds after which another tab has the till, if this one has not got it
  const MOST_KNOWN = 600;
  const ALONE = new Set(["cash", "card"]); // tenders that need no network; what a code paid already needs none any more
  const PATIENCE = 60000; // milliseconds for which a reader is waited for who types a password
  const LOOK = 1500; // milliseconds between two looks at whether the reader has agreed
  const CODES = { wechat: /^1[0-5]\d{16}$/, alipay: /^(2[5-9]|30)\d{14,22}$/ }; // what telephones show

  const at = (id) => document.getElementById(id);
  const words = at("words").dataset;
  const { root, till, session, csrf } = page.dataset;
  const cents = (text) => Math.round(Number(text) * 100);
  const plain = (amount) => (amount / 100).toFixed(2);
  const money = (amount) => `${amount < 0 ? "−" : ""}¥${plain(Math.abs(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;
  const typedMoney = (text) => cents(text.replace(/[¥￥,\s]/g, "").replace(/。/g, ".") || "0");
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // ------------------------------------------------------------------ what is kept on this device
  const kept = (name, otherwise) => {
    try { return JSON.parse(localStorage.getItem(`till:${till}:${name}`)) ?? otherwise; } catch { return otherwise; }
  };
  const keep = (name, value) => localStorage.setItem(`till:${till}:${name}`, JSON.stringify(value));
  const known = new Map(kept("known", []));
  const remember = (code, item) => {
    for (const name of [code, item.isbn, `#${item.id}`]) if (name) { known.delete(name); known.set(name, item); }
    while (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
    keep("known", [...known]);
  };
  // What waits is read from the device each time: whoever else writes there loses nothing.
  const outbox = () => kept("outbox", []);
  const isSame = (one, other) => one.path === other.path && one.body.key === other.body.key;
  const drop = (entry) => keep("outbox", outbox().filter((one) => !isSame(one, entry)));
  const mark = (entry, marks) => keep("outbox", outbox().map((one) => (isSame(one, entry) ? { ...one, ...marks } : one)));
  const send = (path, body) => { keep("outbox", [...outbox(), { path, body }]); flush(); };
  const nextSlip = () => { const serial = kept("serial", 0) + 1; keep("serial", serial); return `${till}-${String(serial).padStart(5, "0")}`; };

  // ------------------------------------------------------------------ the server
  class NoNetwork extends Error {}
  class Broken extends NoNetwork {} // the server is there, but fails at what it was sent
  class SignedOut extends Error {}
  class Refused extends Error { constructor(said) { super([said.text, said.advice].filter(Boolean).join(" ")); this.code = said.code; } }
  let isOnline = true;
  const ask = async (path, body) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT);
    let answer, told;
    try {
      answer = await fetch(root + path, {
        method: body ? "POST" : "GET", body: body && JSON.stringify(body), redirect: "manual", signal: stop.signal,
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" },
      });
      if (answer.status >= 500) throw answer.status === 500 ? new Broken() : new NoNetwork();
      told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    } catch (trouble) {
      show(trouble instanceof Broken);
      throw trouble instanceof NoNetwork ? trouble : new NoNetwork();
    } finally {
      clearTimeout(timer);
    }
    show(true);
    if (!told) throw new SignedOut(words.signIn);
    if (told.refused) throw new Refused(told.refused);
    return told;
  };
  const show = (online) => {
    isOnline = online;
    at("online").hidden = !online;
    const sales = outbox().filter((entry) => entry.path === "sell/");
    const waiting = sales.filter((entry) => !entry.refused).length;
    at("offline").hidden = online && !waiting;
    at("offline").querySelector("[data-waiting]").textContent = waiting || "";
    page.dataset.waiting = waiting;
    drawRefused(sales.filter((entry) => entry.refused));
  };
  // A sale that was refused stays in sight until it is posted: the goods are gone and the money is in the drawer.
  const drawRefused = (entries) => {
    at("refused").hidden = !entries.length;
    at("refused-list").replaceChildren(...entries.map((entry) => {
      const row = at("t-refused").content.cloneNode(true).firstElementChild;
      const sum = entry.body.lines.reduce((all, line) => all + cents(line.net) * line.quantity, 0);
      const copies = entry.body.lines.reduce((all, line) => all + line.quantity, 0);
      fill(row, { slip: entry.body.slip, copies: `${copies} ${words.copies}`, amount: money(sum), reason: entry.refused });
      row.querySelector("[data-again]").addEventListener("click", () => {
        // A key that another sale took first says nothing about this one: it goes under one of its own.
        const body = entry.code === "orders.request_key_taken" ? { ...entry.body, key: uuid() } : entry.body;
        mark(entry, { body, refused: "", tries: 0 });
        flush();
      });
      return row;
    }));
  };

  // A sale at which the server fails again and again is handed to the manager as it is.
  const handIn = async (entry) => {
    try {
      await ask("hand-in/", entry.body);
      drop(entry);
      say(`${words.kept} ${entry.body.slip ?? ""} ${words.stuck}`, "bad");
      return true;
    } catch { return false; }
  };

  let isHere = false, isElsewhere = false; // whether this tab has the till, or another one
  let isFlushing = false;
  const flush = async () => {
    if (isFlushing || !isHere) return;
    isFlushing = true;
    const passed = new Set(); // what the server failed at waits for the next turn: the others go on
    try {
      for (let entry; (entry = outbox().find((one) => !one.refused && !passed.has(one.body.key)));) {
        try {
          const told = await ask(entry.path, entry.body);
          drop(entry);
          if (told.kept) say(`${words.kept} ${entry.body.slip ?? ""} ${told.kept}`, "bad");
        } catch (trouble) {
          if (trouble instanceof Broken) {
            const tries = (entry.tries ?? 0) + 1;
            passed.add(entry.body.key);
            if (tries >= TRIES && entry.path === "sell/" && (await handIn(entry))) continue;
            if (tries < TRIES || entry.path === "sell/") mark(entry, { tries, refused: tries < TRIES ? "" : words.stuck });
            else drop(entry);
          } else if (!(trouble instanceof Refused)) {
            if (trouble instanceof SignedOut) say(trouble.message, "bad");
            break;
          } else if (entry.path === "sell/") mark(entry, { refused: trouble.message, code: trouble.code });
          else drop(entry);
        }
      }
    } finally {
      isFlushing = false;
      show(isOnline);
    }
  };
  setInterval(() => { if (outbox().some((one) => !one.refused)) flush(); else if (!isOnline) ask("held/").catch(() => {}); }, AGAIN);
  addEventListener("online", flush);

  // ------------------------------------------------------------------ the sale
  const fresh = () => ({ key: uuid(), lines: [], member: null, card: "", points: 0, coupons: "", tenders: [], answer: null, sent: false });
  let sale = { ...fresh(), ...kept("sale", {}) };
  let chosen = -1;
  let turn = 0;
  let pricing = Promise.resolve();
  const total = () => sale.answer ? cents(sale.answer.total) : sale.lines.reduce((sum, line) => sum + cents(line.price ?? line.net) * line.quantity, 0);
  const asked = () => ({
    key: sale.key, member: sale.member?.number ?? "", points: sale.points, coupons: sale.coupons,
    lines: sale.lines.map((line) => ({ item: line.id, quantity: line.quantity, price: line.price ?? null, reason: line.reason ?? "" })),
  });
  const say = (text, tone = "") => {
    const note = document.createElement("p");
    note.className = tone ? `note note-${tone}` : "note";
    note.textContent = text;
    at("said").replaceChildren(...(text ? [note] : []));
  };
  // What a provider took stays with the sale, also when the page is loaded anew.
  const taken = () => sale.tenders.filter((tender) => tender.part);
  const keepSale = () => keep("sale", { key: sale.key, lines: sale.lines, sent: sale.sent, slip: sale.slip, tenders: taken() });
  const changed = () => { sale.answer = null; reprice(); };
  const reprice = () => {
    const mine = ++turn, of = sale;
    keepSale();
    draw();
    if (!of.lines.length) return;
    pricing = ask("price/", asked()).then(
      (told) => { if (mine === turn && of === sale) { sale.answer = told; draw(); } },
      (trouble) => { if (mine === turn && of === sale && !(trouble instanceof NoNetwork)) say(trouble.message, "bad"); },
    );
  };
  const mayChange = () => {
    if (isElsewhere) { say(words.elsewhere, "bad"); return false; }
    if (sale.sent) openPay();
    return !sale.sent;
  };
  const add = (item, copies, code) => {
    if (!mayChange()) return;
    remember(code, item);
    at("hits").hidden = true;
    const there = sale.lines.findIndex((line) => line.id === item.id);
    if (there >= 0) sale.lines[there].quantity += copies;
    else sale.lines.push({ ...item, parts: undefined, quantity: copies });
    chosen = there >= 0 ? there : sale.lines.length - 1;
    const parts = item.packed < copies ? (item.parts ?? []).map((part) => `${part.title} × ${part.quantity * copies}`) : [];
    if (parts.length) say(`${words.parts} ${parts.join(" · ")}`); // none lies packed: its parts are handed over
    else say(item.age ? `${words.age} ${item.age}` : "", "warn");
    changed();
  };
  const setCopies = (index, copies) => {
    const line = sale.lines[index];
    if (!line || !mayChange()) return;
    const fewer = line.quantity - Math.max(copies, 0);
    if (fewer > 0) send("void/", { key: uuid(), item: line.id, quantity: fewer, amount: plain(cents(line.price ?? line.net) * fewer) });
    if (copies > 0) line.quantity = copies;
    else sale.lines.splice(index, 1);
    chosen = Math.min(index, sale.lines.length - 1);
    changed();
  };
  const bundle = () => (sale.answer?.member?.bundle ?? []).filter((item) => !sale.lines.some((line) => line.id === item.id));
  const setMember = (member) => { if (!mayChange()) return; sale.member = member; sale.card = ""; sale.points = 0; at("hits").hidden = true; say(""); changed(); };

  const scan = async (typed) => {
    const many = typed.match(/^(\d{1,4})\s*[*x×＊]\s*(.+)$/i);
    const [copies, clue] = many ? [Number(many[1]), many[2].trim()] : [1, typed];
    try {
      const told = await ask("find/", { q: clue });
      if (told.items.length === 1 && !told.members.length) add(told.items[0], copies, clue);
      else if (told.members.length === 1 && !told.items.length) setMember(told.members[0]);
      else if (told.items.length + told.members.length) offer(told, copies, clue);
      else say(words.nothing, "warn");
    } catch (trouble) {
      if (!(trouble instanceof NoNetwork)) { say(trouble.message, "bad"); return; }
      const item = known.get(clue) ?? known.get(clue.replace(/\D/g, ""));
      if (item) add(item, copies, clue);
      else if (/^[\d\s-]{8,}$/.test(clue) && mayChange()) { sale.card = clue; draw(); say(words.offlineCard, "warn"); }
      else say(words.offlineNothing, "warn");
    }
  };
  const offer = (told, copies, clue) => {
    const rows = [
      ...told.members.map((member) => [member.name, `${member.tier} · ${member.phone}`, "", () => setMember(member)]),
      ...told.items.map((item) => [item.title, `${item.by} ${item.edition}`, money(cents(item.list)), () => add(item, copies, clue)]),
    ];
    at("hits").replaceChildren(...rows.map(([title, by, price, take]) => {
      const row = at("t-hit").content.cloneNode(true).firstElementChild;
      fill(row, { title, by, price });
      row.addEventListener("click", () => { take(); at("clue").focus(); });
      return row;
    }));
    at("hits").hidden = false;
    at("hits").firstElementChild.focus();
  };

  // ------------------------------------------------------------------ what is seen
  const fill = (root, texts) => {
    for (const [name, text] of Object.entries(texts)) root.querySelector(`[data-${name}]`).textContent = text;
  };
  const partsOf = (id) => (sale.answer?.lines ?? []).filter((part) => part.id === id && !part.is_gift);
  const drawLine = (line, index) => {
    const row = at("t-line").content.cloneNode(true).firstElementChild;
    const parts = partsOf(line.id);
    const sum = parts.length ? parts.reduce((all, part) => all + cents(part.amount), 0) : cents(line.price ?? line.net) * line.quantity;
    const full = cents(line.list) * line.quantity;
    fill(row, { title: line.title, by: line.by, quantity: line.quantity, amount: money(sum), list: sum < full ? money(full) : "" });
    row.querySelector("[data-why]").textContent = parts[0]?.why ?? "";
    const saved = row.querySelector("[data-saved]");
    saved.hidden = sum >= full;
    const steps = new Map(parts.flatMap((part) => part.steps).map((one) => [one.name, one]));
    saved.textContent = [`${words.saved} ${money(full - sum)}`, ...[...steps.keys()]].join(" · ");
    const free = row.querySelector("[data-free]");
    free.hidden = line.free === undefined || line.free >= line.quantity;
    free.textContent = line.free > 0 ? `${line.free} ${words.here}` : words.noneHere;
    if (index === chosen) row.setAttribute("aria-current", "true");
    row.addEventListener("click", () => { chosen = index; draw(); });
    row.querySelector("[data-less]").addEventListener("click", (e) => { e.stopPropagation(); setCopies(index, line.quantity - 1); at("clue").focus(); });
    row.querySelector("[data-more]").addEventListener("click", (e) => { e.stopPropagation(); setCopies(index, line.quantity + 1); at("clue").focus(); });
    return row;
  };
  const drawGift = (part) => {
    const row = at("t-line").content.cloneNode(true).firstElementChild;
    fill(row, { title: part.title, by: part.steps.map((one) => one.name).join(" · "), amount: money(0), list: money(cents(part.list_amount)) });
    row.querySelector(".qty").remove();
    return row;
  };
  const draw = () => {
    const gifts = (sale.answer?.lines ?? []).filter((part) => part.is_gift);
    at("lines").replaceChildren(...sale.lines.map(drawLine), ...gifts.map(drawGift));
    at("none").hidden = sale.lines.length > 0;
    const full = sale.answer ? cents(sale.answer.list_total) : sale.lines.reduce((sum, line) => sum + cents(line.list) * line.quantity, 0);
    const worth = sale.answer ? cents(sale.answer.worth) : 0;
    at("list-total").textContent = money(full);
    at("saving").textContent = money(-(full - worth - total()));
    at("worth-row").hidden = !worth;
    at("worth").textContent = money(-worth);
    at("total").textContent = at("pay-total").textContent = money(total());
    const copies = sale.lines.reduce((sum, line) => sum + line.quantity, 0);
    at("copies").textContent = copies ? `${copies} ${words.copies}` : "";
    drawMember(sale.answer?.member);
    if (at("pay").open) drawPay();
  };
  const drawMember = (member) => {
    const name = sale.member?.name ?? (sale.card ? `…${sale.card.slice(-4)}` : words.guest);
    at("who").textContent = at("who-slip").textContent = name;
    at("who-tier").hidden = !member;
    at("who-tier").textContent = member?.tier ?? "";
    at("who-points").textContent = member ? `${member.usable} ${words.points} · ${words.earns} ${member.earns}` : sale.member || sale.card ? "" : words.read;
    at("who-blocked").textContent = member?.blocked ?? "";
    at("no-member").hidden = !sale.member && !sale.card;
    const missing = bundle();
    at("own-bundle").hidden = !missing.length;
    fill(at("own-bundle"), { titles: missing.map((item) => item.title).join(" · ") });
  };

  // ------------------------------------------------------------------ money
  const paid = () => sale.tenders.reduce((sum, tender) => sum + tender.amount, 0);
  const way = () => at("pay").querySelector("[data-tender][aria-pressed=true]").dataset;
  const drawPay = () => {
    const left = total() - paid(), member = sale.answer?.member;
    fill(at("pay"), { total: money(total()) });
    at("pay-points").hidden = !member;
    at("points-most").textContent = member ? `${words.most} ${member.most}` : "";
    at("pay-coupon").hidden = !isOnline;
    at("coupon-best").textContent = member?.coupon ?? "";
    at("reference-f").hidden = way().tender === "cash";
    at("pay-left").textContent = left >= 0 ? `${words.left} ${money(left)}` : `${words.back} ${money(-left)}`;
    at("tenders").replaceChildren(...sale.tenders.map((tender) => {
      const row = at("t-tender").content.cloneNode(true).firstElementChild;
      fill(row, { label: [tender.label, tender.reference].filter(Boolean).join(" "), amount: money(tender.amount) });
      row.querySelector("[data-drop]").addEventListener("click", () => {
        if (tender.part) callOff(tender);
        sale.tenders = sale.tenders.filter((one) => one !== tender);
        keepSale();
        askAmount();
      });
      return row;
    }));
  };
  const choose = (tender) => at("pay").querySelectorAll("[data-tender]").forEach((one) => one.setAttribute("aria-pressed", String(one === tender)));
  const askAmount = () => { drawPay(); at("amount").value = plain(Math.max(total() - paid(), 0)); at("amount").focus(); at("amount").select(); };
  const fault = (text) => { at("pay-err").hidden = !text; at("pay-err").textContent = text; };
  const openPay = async () => {
    if (!sale.lines.length || at("pay").open) return;
    if (isElsewhere) { say(words.elsewhere, "bad"); return; }
    await pricing;
    fault("");
    at("points").value = sale.points || "";
    at("coupons").value = sale.coupons;
    choose(at("pay").querySelector("[data-tender]")); // cash, however the last reader paid
    at("pay").showModal();
    askAmount();
  };
  // Money by the code on a reader's telephone: the provider is asked before the sale is posted, under a key, so that a
  // lost answer is asked for again. Who does not agree in time is not asked any more; what was paid then goes back.
  let isCollecting = false;
  const isAsked = (kind, code) => (page.dataset.codes ?? "").split(" ").includes(kind) && CODES[kind]?.test(code);
  const callOff = ({ reference, part }) => send("collect/off/", { key: uuid(), number: reference, part });
  const collect = async (tender, code) => {
    const body = { key: sale.key, part: tender.part, member: sale.member?.number ?? "", kind: tender.kind, amount: plain(tender.amount), code };
    const until = Date.now() + PATIENCE;
    let told = null;
    isCollecting = true;
    at("pay-wait").hidden = false;
    try {
      while (isCollecting && Date.now() < until) {
        try {
          told = told ? await ask("collect/how/", { number: told.number }) : await ask("collect/", body);
        } catch (trouble) { if (!(trouble instanceof NoNetwork)) throw trouble; }
        if (told && told.state !== "waiting") break;
        await new Promise((go) => setTimeout(go, LOOK));
      }
    } finally {
      isCollecting = false;
      at("pay-wait").hidden = true;
    }
    if (told?.state === "paid") return told.number;
    if (told?.state !== "refused") callOff({ reference: told?.number ?? "", part: tender.part });
    throw new Refused({ text: told?.state === "refused" ? `${words.codeRefused} ${told.why}` : words.codeOff });
  };
  at("pay-off").addEventListener("click", () => { isCollecting = false; });
  const finish = async () => {
    sale.slip ??= nextSlip(); // the same when it is sent again: the server may have it although its answer was lost
    const body = { ...asked(), slip: sale.slip, tenders: sale.tenders.map(({ kind, amount, reference }) => ({ kind, amount: plain(amount), reference })) };
    const ending = sale;
    sale.sent = true;
    keepSale();
    try {
      const told = await ask("sell/", body);
      const isOther = cents(told.total) !== total();
      done({ number: told.number, change: cents(told.change), earned: ending.member ? told.earned : 0, receipt: told.receipt });
      if (isOther) say(`${words.otherTotal} ${money(cents(told.total))}`, "bad");
    } catch (trouble) {
      if (trouble instanceof NoNetwork) { finishAlone(body); return; }
      sale.sent = false;
      sale.tenders = trouble.code === "payments.code_not_paid" ? [] : taken();
      if (trouble.code === "orders.request_key_taken") { sale.key = uuid(); sale.slip = undefined; }
      reprice();
      await pricing;
      askAmount();
      fault(trouble.message);
    }
  };
  const finishAlone = (body) => {
    if (sale.points || sale.coupons || sale.tenders.some((tender) => !ALONE.has(tender.kind) && !tender.part)) { fault(words.offlineTender); return; }
    const lines = sale.answer
      ? sale.answer.lines.map((part) => ({ item: part.id, quantity: part.quantity, list: part.list, net: part.net }))
      : sale.lines.map((line) => ({ item: line.id, quantity: line.quantity, list: line.list, net: line.price ?? line.net }));
    const { slip } = body;
    const change = paid() - total();
    send("sell/", { ...body, lines, card: sale.card, session: Number(session), sold_at: new Date().toISOString() });
    done({ number: slip, change, earned: 0, receipt: "" });
    say(words.waits, "warn");
  };
  const done = ({ number, change, earned, receipt }) => {
    at("pay").close();
    fill(at("done"), { change: money(change), number, earned: earned ? `+${earned} ${words.points}` : "" });
    at("receipt").hidden = !receipt;
    at("receipt").href = receipt || "#";
    page.dataset.last = number;
    sale = fresh();
    chosen = -1;
    say("");
    reprice();
    at("done").showModal();
    at("next").focus();
  };
  at("pay-form").addEventListener("submit", async (e) => {
    e.preventDefault();
    if (isCollecting) return;
    fault("");
    const amount = typedMoney(at("amount").value), { tender: kind, label } = way();
    const left = total() - paid(), reference = kind === "cash" ? "" : at("reference").value.trim();
    if (amount > 0 && left > 0 && kind !== "cash" && !reference) { fault(words.noReference); at("reference").focus(); return; }
    const code = reference.replace(/\s/g, "");
    if (amount > 0 && left > 0 && isAsked(kind, code)) {
      const tender = { kind, label, amount: Math.min(amount, left), reference: "", part: uuid() };
      at("reference").value = "";
      try { tender.reference = await collect(tender, code); } catch (trouble) { fault(trouble.message); at("reference").focus(); return; }
      sale.tenders.push(tender);
      keepSale();
    } else if (amount > 0 && left > 0) sale.tenders.push({ kind, label, amount, reference });
    at("reference").value = "";
    if (!Number.isFinite(amount) || paid() < total()) { fault(amount > 0 ? "" : words.short); askAmount(); return; }
    finish();
  });
  at("pay").addEventListener("click", (e) => {
    const tender = e.target.closest("[data-tender]");
    if (!tender) return;
    choose(tender);
    drawPay();
    (tender.dataset.tender === "cash" ? at("amount") : at("reference")).focus();
  });
  at("points").addEventListener("change", async () => { sale.points = Math.max(0, Number.parseInt(at("points").value, 10) || 0); reprice(); await pricing; askAmount(); });
  at("coupons").addEventListener("change", async () => { sale.coupons = at("coupons").value.trim(); reprice(); await pricing; askAmount(); });
  at("pay").addEventListener("close", () => {
    isCollecting = false;
    if (sale.sent) return;
    for (const tender of taken()) callOff(tender);
    sale.tenders = [];
    keepSale();
  });

  // ------------------------------------------------------------------ keys and buttons
  const waiting = async () => {
    try {
      const told = await ask("held/");
      at("held-none").hidden = told.rows.length > 0;
      at("held").replaceChildren(...told.rows.map((row) => {
        const line = at("t-held").content.cloneNode(true).firstElementChild;
        const when = new Date(row.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        fill(line, { at: when, copies: `${row.copies} ${words.copies}`, total: money(cents(row.total)) });
        line.firstElementChild.addEventListener("click", () => take(row.uid));
        return line;
      }));
      at("recalled").showModal();
    } catch (trouble) { say(trouble.message || words.offlineNothing, "bad"); }
  };
  const take = async (uid) => {
    at("recalled").close();
    try {
      const told = await ask("recall/", { key: uid });
      for (const item of told.items) { const { quantity, ...title } = item; add(title, quantity, ""); }
    } catch (trouble) { say(trouble.message || words.offlineNothing, "bad"); }
  };
  const DO = {
    pay: openPay,
    bundle: () => { for (const item of bundle()) add({ ...item, parts: undefined }, 1, ""); at("clue").focus(); },
    enter: () => at("scan").requestSubmit(),
    member: () => { at("clue").value = ""; at("clue").focus(); },
    copies: () => { const many = Number.parseInt(at("clue").value, 10); at("clue").value = ""; if (many >= 0 && many < 10000) setCopies(chosen, many); },
    lower: () => {
      const line = sale.lines[chosen];
      if (!line || !mayChange()) return;
      fill(at("lower"), { title: line.title });
      at("new-price").value = line.price ?? partsOf(line.id)[0]?.net ?? line.net;
      at("lower").showModal();
      at("new-price").select();
    },
    hold: async () => {
      if (!sale.lines.length || !mayChange()) return;
      try {
        await ask("hold/", { key: sale.key, total: plain(total()), lines: sale.lines.map((line) => ({ item: line.id, quantity: line.quantity })) });
        sale = fresh();
        chosen = -1;
        reprice();
      } catch (trouble) { say(trouble.message || words.offlineNothing, "bad"); }
    },
    recall: () => { if (!sale.lines.length && mayChange()) waiting(); },
  };
  at("lower-form").addEventListener("submit", () => {
    const line = sale.lines[chosen];
    line.price = plain(typedMoney(at("new-price").value));
    line.reason = at("why").value;
    changed();
  });
  at("scan").addEventListener("submit", (e) => {
    e.preventDefault();
    const typed = at("clue").value.trim();
    at("clue").value = "";
    if (typed) scan(typed);
    else openPay();
  });
  document.addEventListener("click", (e) => {
    const button = e.target.closest("button, a");
    if (!button) return;
    const { dataset } = button;
    if (dataset.do) DO[dataset.do]();
    if (dataset.digit) at("clue").value = dataset.digit === "<" ? at("clue").value.slice(0, -1) : at("clue").value + dataset.digit;
    if (dataset.quick) add(known.get(`#${dataset.quick}`), 1, "");
    if ("close" in dataset) button.closest("dialog").close();
    if (button.id === "no-member") setMember(null);
    if (button.id === "to-count" && outbox().some((one) => !one.refused)) { e.preventDefault(); say(words.unposted, "bad"); }
    if (dataset.digit || dataset.quick) at("clue").focus();
  });
  document.querySelectorAll("dialog").forEach((dialog) => dialog.addEventListener("close", () => at("clue").focus()));
  document.addEventListener("keydown", (e) => {
    const rows = [...at("hits").querySelectorAll("button")], here = rows.indexOf(document.activeElement);
    if (at("hits").hidden || !["ArrowDown", "ArrowUp", "Escape"].includes(e.key)) return;
    e.preventDefault();
    if (e.key === "Escape") { at("hits").hidden = true; at("clue").focus(); return; }
    rows[Math.min(Math.max(here + (e.key === "ArrowDown" ? 1 : -1), 0), rows.length - 1)].focus();
  });

  for (const item of JSON.parse(at("quick-items").textContent)) remember("", item);
  const begin = () => {
    isHere = true;
    keep("outbox", outbox().map(({ path, body }) => ({ path, body })));
    if (isElsewhere) { isElsewhere = false; sale = { ...fresh(), ...kept("sale", {}) }; say(""); }
    reprice();
    flush();
  };
  // One tab sells at a till: two would show different sales under one key. The lock goes when the tab goes.
  if (navigator.locks) {
    navigator.locks.request(`till:${till}`, () => { begin(); return new Promise(() => {}); });
    setTimeout(() => { if (!isHere) { isElsewhere = true; say(words.elsewhere, "bad"); } }, SETTLED);
  } else begin();
})();
