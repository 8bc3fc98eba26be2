// Timers count on between the centre's updates. The centre's time is the true one: each update
// carries it, and this only adds the seconds since.
(() => {
  "use strict";
  const seen = new WeakMap();
  const two = (n) => String(n).padStart(2, "0");
  const clock = (s) => {
    const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
    return h > 0 ? `${h}:${two(m)}:${two(rest)}` : `${two(m)}:${two(rest)}`;
  };

  const tick = (timer) => {
    if (!seen.has(timer)) seen.set(timer, performance.now());
    const { elapsed, most, alert } = timer.dataset;
    const seconds = Number(elapsed) + Math.floor((performance.now() - seen.get(timer)) / 1000);
    timer.querySelector("[data-timer-now]").textContent = clock(seconds);
    const share = Math.min(100, (100 * seconds) / Math.max(1, Number(most)));
    timer.querySelector("[data-timer-bar]").setAttribute("width", `${share.toFixed(1)}%`);
    const isOver = seconds > Number(most);
    const isLate = !isOver && alert !== undefined && seconds >= Number(alert);
    timer.classList.toggle("timer--action", isOver);
    timer.classList.toggle("timer--alert", isLate);
    const over = timer.querySelector("[data-timer-over]");
    const words = timer.querySelector("[data-timer-words]").content.textContent;
    if (isOver && over.textContent !== words) over.textContent = words; // Said aloud once.
  };

  const all = () => document.querySelectorAll("[data-timer]").forEach(tick);
  if (document.querySelector("[data-timer]") || document.body.dataset.stream) setInterval(all, 1000);
})();
