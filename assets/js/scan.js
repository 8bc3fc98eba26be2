// The scanner is a keyboard: it types a code and presses return. Keys pressed where nothing takes
// them go to the scan field, or to the search field on pages without one. A code shot into a number
// field by mistake is taken out again and scanned. A badge, wherever it is shot, asks who is here now.
(() => {
  "use strict";
  // Nobody types six keys at fifty milliseconds each; a scanner needs twenty, give or take a hiccup.
  const KEYS_LEAST = 6;
  const MEAN_MS = 50;
  const PAUSE_MS = 200;
  const BADGE = /^\s*(\][A-Za-z]\d)?badge\//i;
  const scanFields = () => [...document.querySelectorAll("[data-scan]")];
  // The first that is still empty. Where all are filled nothing takes a scan: least of all the search.
  const scanField = () => {
    const fields = scanFields();
    return fields.length === 1 ? fields[0] : fields.find((field) => !field.value);
  };
  const target = () => scanFields().length ? scanField() : document.querySelector("[data-find]");
  const takesText = (e) =>
    e.isContentEditable || e.tagName === "TEXTAREA" || e.tagName === "SELECT" ||
    (e.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(e.type));

  // Only the badge and the address go along: what was typed here is nobody else's.
  const changeTo = (badge) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/badge";
    form.hidden = true;
    for (const [name, value] of [["badge", badge], ["back", location.pathname + location.search]]) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  };
  let burst = null;
  const follow = (field, event) => {
    const now = event.timeStamp;
    if (event.key.length === 1) {
      const goesOn = burst?.field === field && now - burst.last < PAUSE_MS;
      if (!goesOn) burst = { field, before: field.value, keys: "", first: now };
      burst.keys += event.key;
      burst.last = now;
      return;
    }
    const shot = event.key === "Enter" && burst?.field === field && now - burst.last < PAUSE_MS &&
      burst.keys.length >= KEYS_LEAST && (now - burst.first) / burst.keys.length < MEAN_MS;
    const scan = field.inputMode === "decimal" ? scanField() : null;
    if (shot && BADGE.test(burst.keys)) {
      event.preventDefault();
      field.value = burst.before;
      changeTo(burst.keys);
    } else if (shot && scan) {
      event.preventDefault();
      field.value = burst.before;
      scan.value = burst.keys;
      scan.form.requestSubmit();
    }
    if (event.key !== "Shift") burst = null;
  };

  const nowhere = { value: "" };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (takesText(at)) {
      const scans = at.matches("[data-scan], [data-find]");
      if (!scans && at.tagName !== "SELECT") follow(at, event);
      if (scans && event.key === "Enter" && BADGE.test(at.value) && at.form.getAttribute("action") !== "/badge") {
        event.preventDefault();
        const badge = at.value;
        at.value = "";
        changeTo(badge);
      }
      return;
    }
    const field = target();
    if (!field) {
      follow(nowhere, event);
      return;
    }
    if (event.key.length !== 1 || event.key === " ") return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
})();
