// Small courtesies of forms and menus. The centre does not rely on any of them.
(() => {
  "use strict";
  // Pressing twice sends once; the act's id makes a second copy harmless anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("data-busy", "");
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[data-busy]").forEach((button) => button.removeAttribute("data-busy"));
  });

  // A page has several forms, and sending one loads it again: what was typed into the others stays.
  // Only into the very next page, and only if it is the same one: nobody finds another's numbers.
  const KEPT = "typed";
  const typed = "input:not([type=hidden], [type=password], [data-scan], [data-find]), textarea, select";
  const isTouched = (e) => e.type === "radio" || e.type === "checkbox"
    ? e.checked !== e.defaultChecked
    : e.tagName !== "SELECT" && e.value !== e.defaultValue;
  document.addEventListener("submit", ({ target: form }) => {
    const to = new URL(form.getAttribute("action"), location.href); // A field may be named action.
    if (to.pathname !== location.pathname) return;
    const others = [...document.querySelectorAll(typed)].filter((e) => e.id && e.form !== form && isTouched(e));
    const fields = others.map((e) => [e.id, e.value, e.checked]);
    if (fields.length) sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, fields }));
  });
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  for (const [id, value, checked] of kept.path === location.pathname ? kept.fields : []) {
    const field = document.getElementById(id);
    if (!field?.matches(typed) || isTouched(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
    else if (!field.value) field.value = value;
  }

  // Days are typed in one form; digits alone are enough, and the browser's calendar may help.
  const two = "(\\d\\d)";
  const day = new RegExp(`^(\\d{4})\\D?${two}\\D?${two}(?:\\D?${two}\\D?${two})?$`);
  document.addEventListener("change", ({ target: field }) => {
    const found = field.matches?.("[data-day]") && field.value.trim().match(day);
    if (!found) return;
    const [, year, month, date, hours, minutes] = found;
    field.value = `${year}-${month}-${date}` + (hours ? ` ${hours}:${minutes}` : "");
  });
  document.documentElement.dataset.script = "";
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-pick]");
    if (!button) return;
    const field = button.parentElement.querySelector("[data-day]");
    let picker = button.parentElement.querySelector(".daybox__pick");
    if (!picker) {
      picker = document.createElement("input");
      picker.type = button.dataset.pick;
      picker.className = "daybox__pick";
      picker.tabIndex = -1;
      picker.setAttribute("aria-hidden", "true");
      picker.addEventListener("input", () => {
        field.value = picker.value.replace("T", " ");
        field.focus();
      });
      button.parentElement.append(picker);
    }
    picker.value = field.value.replace(" ", "T");
    picker.showPicker();
  });

  // A refusal is the first thing to read.
  document.querySelector("[data-focus]")?.focus();

  const close = (menu) => {
    const summary = menu.querySelector("summary");
    if (menu.contains(document.activeElement)) summary.focus();
    menu.open = false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach(close);
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();
