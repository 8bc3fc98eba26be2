// A session ends after some time without use. Whoever types is there, so the server hears of it; who
// does not is told before it ends, and keeps what was typed when it has.
(() => {
  "use strict";
  const { idle, who } = document.body.dataset;
  if (!idle) return;
  const limit = Number(idle) * 1000;
  const before = Math.min(120000, limit / 3);
  let last = Date.now();
  let heard = Date.now();

  const note = (name, shown) => {
    const element = document.querySelector(`[data-note="${name}"]`);
    if (element) element.hidden = !shown;
  };

  const ask = async () => {
    heard = Date.now();
    let answer;
    try {
      answer = await fetch("/api/v1/session", { cache: "no-store" });
    } catch {
      return; // No connection: the live notes say so.
    }
    const session = answer.ok ? await answer.json() : null;
    const mine = session !== null && session.code === who;
    if (mine) {
      last = Date.now();
      // Signed in anew in another tab: what stands here is sent with that session.
      document.querySelectorAll('input[name="csrf"]').forEach((input) => { input.value = session.csrf; });
    }
    note("ending", false);
    note("ended", !mine);
  };

  const used = () => { if (Date.now() - heard > Math.min(60000, limit / 4)) ask(); };
  for (const event of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(event, used, { passive: true });
  }
  document.querySelector("[data-stay]")?.addEventListener("click", ask);
  document.querySelector("[data-again]")?.addEventListener("click", ask);
  setInterval(() => {
    const quiet = Date.now() - last;
    if (quiet > limit) { note("ending", false); note("ended", true); }
    else note("ending", quiet > limit - before);
  }, 5000);
})();
