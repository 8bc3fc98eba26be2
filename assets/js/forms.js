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
