// Passkeys: signing an act, signing in, enrolling. A browser without them, or without script, shows
// nothing of this and the password does. No sentence is made here: they stand in the page, hidden.
(() => {
  "use strict";
  const all = (selector, within = document) => within.querySelectorAll(selector);
  const show = (within, selector, seen = true) =>
    all(selector, within).forEach((e) => (seen ? e.removeAttribute("hidden") : e.setAttribute("hidden", "")));
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  const put = (form, name, value) => {
    let field = [...form.elements].find((e) => e.name === name && e.type === "hidden");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value;
  };

  // What a form would send, sent beside it, answered as data.
  const post = (form, to, more) => {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(to, { method: "POST", body, headers: { Accept: "application/json" } });
  };

  const key = ({ id, transports }) => ({ type: "public-key", id: bytes(id), transports });

  const ask = async (form, wanted) => {
    const { rawId, response } = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(wanted.challenge),
        rpId: wanted.party,
        allowCredentials: wanted.keys.map(key),
        userVerification: "required",
      },
    });
    put(form, "passkey.cred", text(rawId));
    put(form, "passkey.auth", text(response.authenticatorData));
    put(form, "passkey.client", text(response.clientDataJSON));
    put(form, "passkey.sig", text(response.signature));
  };

  // The password is not needed beside a key.
  const needsPassword = (form, needed) => all("input[type=password]", form).forEach((e) => (e.required = needed));

  const sign = async (form) => {
    needsPassword(form, false);
    if (!form.reportValidity()) return;
    const fixed = await post(form, form.getAttribute("action"), { passkey: "wanted" });
    if (fixed.status === 202) {
      await ask(form, (await fixed.json()).sign);
    } else {
      // It is refused: sent as a form, the page says why at each field.
      put(form, "passkey", "wanted");
    }
    form.requestSubmit();
  };

  const signIn = async (form) => {
    const wanted = await (await post(form, form.dataset.challenge, {})).json();
    put(form, "challenge", wanted.challenge);
    await ask(form, wanted);
    form.requestSubmit();
  };

  const make = async (form) => {
    const { challenge, party, user, name, known } = form.dataset;
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: party, name: party },
        user: { id: new TextEncoder().encode(user), name, displayName: name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: known.split(" ").filter(Boolean).map((id) => key({ id })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
      },
    });
    put(form, "client", text(made.response.clientDataJSON));
    put(form, "attestation", text(made.response.attestationObject));
    put(form, "transports", (made.response.getTransports?.() ?? []).join("\n"));
    show(form, "[data-passkey-unmade]", false);
    show(form, "[data-passkey-made]");
    form.querySelector("[data-passkey-made] input:not([type=hidden])")?.focus();
  };

  const deeds = { sign, make, "sign-in": signIn };
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("button[data-passkey]");
    if (!button || button.hasAttribute("data-busy")) return;
    const form = button.form;
    button.setAttribute("data-busy", "");
    show(form, "[data-passkey-failed]", false);
    try {
      await deeds[button.dataset.passkey](form);
    } catch {
      // Turned away, taken too long, no key here: nothing was recorded.
      show(form, "[data-passkey-failed]");
      needsPassword(form, true);
      delete form.dataset.sent;
    } finally {
      button.removeAttribute("data-busy");
    }
  });

  // A page that was loaded anew in place brings new panels along.
  const reveal = () => {
    for (const place of all("[data-passkey-host]")) {
      const host = place.dataset.passkeyHost;
      const here = location.hostname === host || location.hostname.endsWith(`.${host}`);
      show(place, ":scope > [data-passkey-here]", here);
      show(place, ":scope > [data-passkey-elsewhere]", !here);
    }
  };
  reveal();
  new MutationObserver(reveal).observe(document.body, { childList: true, subtree: true });
})();
