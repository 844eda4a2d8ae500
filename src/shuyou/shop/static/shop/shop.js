// What pages of the shop do after they are there: ask for leave to remember, tell what was looked at, fetch what is
// this browser's own, suggest titles, and keep the way to pay up to date. Without it every page works.
(function () {
  "use strict";

  function cookie(name) {
    var found = document.cookie.split("; ").find(function (one) { return one.indexOf(name + "=") === 0; });
    return found ? found.slice(name.length + 1) : "";
  }

  var look = cookie("shuyou_look");

  // --- leave: asked once, answered by a form; what brought somebody here goes with the answer alone

  function ask() {
    var form = document.getElementById("look");
    if (!form || look || location.pathname === form.getAttribute("action")) { return; }
    var here = new URLSearchParams(location.search);
    form.elements.next.value = location.pathname + location.search;
    form.elements.source.value = here.get("utm_source") || sessionStorage.getItem("source") || "";
    form.elements.campaign.value = here.get("utm_campaign") || sessionStorage.getItem("campaign") || "";
    form.elements.referrer.value = sessionStorage.getItem("referrer") || document.referrer;
    form.hidden = false;
  }

  function remember_source() {
    if (sessionStorage.getItem("referrer") !== null) { return; }
    var here = new URLSearchParams(location.search);
    sessionStorage.setItem("referrer", document.referrer);
    sessionStorage.setItem("source", here.get("utm_source") || "");
    sessionStorage.setItem("campaign", here.get("utm_campaign") || "");
  }

  // --- steps: kept until the page is at rest, a few are together, or it is left; then sent in one go, each counting once

  var KEPT = "steps", TOGETHER = 5, REST = 1500;

  function waiting() {
    try { return JSON.parse(sessionStorage.getItem(KEPT) || "[]"); } catch (broken) { return []; }
  }

  function note(kind, what) {
    var steps = waiting();
    steps.push([kind, crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now(), Date.now() / 1000, what]);
    sessionStorage.setItem(KEPT, JSON.stringify(steps.slice(-50)));
  }

  function send(url) {
    var steps = waiting();
    if (!steps.length) { return; }
    if (navigator.sendBeacon(url, new Blob([JSON.stringify(steps)], { type: "application/json" }))) {
      sessionStorage.removeItem(KEPT);
    }
  }

  function send_at_rest(url) {
    var steps = waiting();
    if (!steps.length) { return; }
    fetch(url, { method: "POST", keepalive: true, credentials: "same-origin", headers: { "Content-Type": "application/json" },
      body: JSON.stringify(steps) }).then(function (answer) {
      if (answer.ok || answer.status === 400) { sessionStorage.setItem(KEPT, JSON.stringify(waiting().slice(steps.length))); }
    }).catch(function () { /* sent with the next ones */ });
  }

  function watch() {
    var main = document.getElementById("main");
    if (look !== "yes") { sessionStorage.removeItem(KEPT); return; }
    if (!main.dataset.steps) { return; }
    note(main.dataset.kind, main.dataset.what);
    setTimeout(function () { send_at_rest(main.dataset.steps); }, waiting().length >= TOGETHER ? 0 : REST);
    addEventListener("pagehide", function () { send(main.dataset.steps); });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") { send(main.dataset.steps); }
    });
  }

  // --- parts of a page that are fetched once it stands

  function fetch_parts() {
    document.querySelectorAll("[data-fetch]").forEach(function (place) {
      if ("ifLooking" in place.dataset && look !== "yes") { return; }
      fetch(place.dataset.fetch, { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(function (html) { place.innerHTML = html; }).catch(function () { /* the page is whole without it */ });
    });
  }

  // --- titles that fit what is typed

  function suggest() {
    var box = document.querySelector("[data-near]"), list = document.getElementById("near"), timer = 0, asked = "";
    if (!box || !list) { return; }
    box.addEventListener("input", function (event) {
      if (event.isComposing) { return; }
      clearTimeout(timer);
      timer = setTimeout(function () {
        var typed = box.value.trim();
        if (typed.length < 2 || typed === asked) { return; }
        asked = typed;
        fetch(box.dataset.near + "?q=" + encodeURIComponent(typed)).then(function (answer) {
          return answer.ok ? answer.text() : "";
        }).then(function (html) { if (asked === typed) { list.innerHTML = html; } }).catch(function () { /* search works without */ });
      }, 120);
    });
  }

  // --- a page that waits for money asks again by itself

  function wait_for_money() {
    var place = document.querySelector("[data-until-paid]"), tries = 0;
    if (!place) { return; }
    var timer = setInterval(function () {
      tries += 1;
      if (tries > 100) { clearInterval(timer); return; }
      if (document.visibilityState !== "visible") { return; }
      fetch(place.dataset.untilPaid, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
        return answer.ok ? answer.json() : {};
      }).then(function (state) {
        if (state.over) { clearInterval(timer); location.assign(state.url); }
      }).catch(function () { /* asked again */ });
    }, 3000);
  }

  // --- a page that says that money has not come yet is drawn anew until it has

  function look_again() {
    var tries = 0, timer = setInterval(function () {
      var main = document.getElementById("main");
      tries += 1;
      if (tries > 60 || !main.querySelector("[data-look-again]")) { clearInterval(timer); return; }
      if (document.visibilityState !== "visible" || main.contains(document.activeElement) && document.activeElement !== main) { return; }
      page(location.href).then(function (fresh) {
        if (fresh && !fresh.querySelector("[data-look-again]")) { main.replaceChildren.apply(main, Array.from(fresh.getElementById("main").childNodes)); }
      });
    }, 3000);
  }

  function page(url, options) {
    return fetch(url, Object.assign({ credentials: "same-origin" }, options)).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (html) {
      return html ? new DOMParser().parseFromString(html, "text/html") : null;
    }).catch(function () { return null; /* the page works without */ });
  }

  // --- a checkout reckons anew once it is known where it goes and what is used for it

  function reckon() {
    var form = document.querySelector("form[data-reckon]"), asked = 0;
    if (!form) { return; }
    form.addEventListener("change", function (event) {
      if (["to", "address", "points", "coupon"].indexOf(event.target.name) < 0) { return; }
      var typed = new FormData(form), mine = asked += 1;
      typed.set("do", "look");
      page(form.action, { method: "POST", body: typed }).then(function (fresh) {
        var sums = fresh && fresh.querySelector(".s-total"), total = fresh && fresh.querySelector("input[name=total]");
        if (!sums || !total || mine !== asked) { return; }
        form.querySelector(".s-total").replaceChildren.apply(form.querySelector(".s-total"), Array.from(sums.childNodes));
        form.elements.total.value = total.value;
      });
    });
  }

  // --- a list of new titles goes on by itself while somebody looks at it

  function follow_new() {
    var list = document.querySelector("[data-live]"), said = document.querySelector("[data-live-said]");
    if (!list) { return; }
    setInterval(function () {
      if (document.visibilityState !== "visible") { return; }
      fetch(list.dataset.live + list.dataset.last + "/", { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(function (html) {
        var come = document.createElement("ul");
        come.innerHTML = html;
        if (!come.firstElementChild) { return; }
        list.dataset.last = come.firstElementChild.dataset.uid;
        list.prepend.apply(list, Array.from(come.children));
        if (said) { said.textContent = said.dataset.liveSaid; }
      }).catch(function () { /* asked again */ });
    }, 15000);
  }

  remember_source();
  follow_new();
  ask();
  watch();
  fetch_parts();
  suggest();
  wait_for_money();
  look_again();
  reckon();
})();
