// Passkeys: asks the server for a question, the device for an answer, and sends the form with it. Where the browser
// knows no passkeys the form stays hidden: a code does as well.
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (char) { return char.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function listed(rows) {
    return (rows || []).map(function (row) { return Object.assign({}, row, { id: bytes(row.id) }); });
  }

  function readable(options) {
    var wanted = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (options.user) { wanted.user = Object.assign({}, options.user, { id: bytes(options.user.id) }); }
    if (options.excludeCredentials) { wanted.excludeCredentials = listed(options.excludeCredentials); }
    if (options.allowCredentials) { wanted.allowCredentials = listed(options.allowCredentials); }
    return wanted;
  }

  function told(credential) {
    var response = { clientDataJSON: text(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { response[name] = text(credential.response[name]); }
    });
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response, clientExtensionResults: {} };
  }

  function question(form) {
    var typed = new FormData();
    typed.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(form.dataset.ask, { method: "POST", body: typed, credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); });
  }

  function ask(form) {
    var said = form.querySelector("[data-said]");
    said.textContent = "";
    question(form).then(function (asked) {
      if (!asked.options) { throw new Error(asked.said || said.dataset.failed); }
      form.elements.note.value = asked.note;
      var wanted = { publicKey: readable(asked.options.publicKey) };
      return form.dataset.passkey === "create" ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted);
    }).then(function (credential) {
      form.elements.answer.value = JSON.stringify(told(credential));
      form.submit();
    }).catch(function (error) {
      said.textContent = error.name === "SecurityError" ? said.dataset.odd : error.name === "Error" ? error.message : said.dataset.failed;
    });
  }

  if (!window.PublicKeyCredential) { return; }
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      ask(form);
    });
  });
})();
