// Live regions: when somebody acts, the centre says so over an event stream; the page then fetches
// itself and puts each changed region in place. Focus, caret, typed input and scroll stay.
// Without this file a page is right as of when it was asked for.
(() => {
  "use strict";
  const { stream, page } = document.body.dataset;
  if (!stream || !window.EventSource) return;

  const note = (name, shown) => {
    const element = document.querySelector(`[data-note="${name}"]`);
    if (element) element.hidden = !shown;
  };

  // Tokens drawn at each rendering must not make a region look changed.
  const said = (region) => {
    const copy = region.cloneNode(true);
    copy.querySelectorAll('input[type="hidden"]').forEach((input) => input.remove());
    copy.classList.remove("is-settling");
    return copy.outerHTML;
  };

  const fields = (region) => [...region.querySelectorAll("input, textarea, select")];
  const keyOf = (e) => e.id || [e.tagName, e.name, e.getAttribute("href"), e.value].join("|");
  const isTouched = (e) => {
    if (e.type === "hidden") return false;
    if (e.type === "radio" || e.type === "checkbox") return e.checked !== e.defaultChecked;
    if (e.tagName === "SELECT") return [...e.options].some((o) => o.selected !== o.defaultSelected);
    return e.value !== e.defaultValue;
  };

  const remember = (region) => ({
    typed: fields(region).filter(isTouched).map((e) => [keyOf(e), e.value, e.checked]),
    open: [...region.querySelectorAll("details[open]")].map((e) => e.className),
    scrolled: [...region.querySelectorAll(".scroll, .thread__wrap")].map((e) => e.scrollLeft),
    focus: region.contains(document.activeElement) ? document.activeElement : null,
  });

  const restore = (region, state) => {
    const byKey = new Map(fields(region).map((e) => [keyOf(e), e]));
    for (const [key, value, checked] of state.typed) {
      const field = byKey.get(key);
      if (!field) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
      else field.value = value;
    }
    region.querySelectorAll("details").forEach((e) => { e.open ||= state.open.includes(e.className); });
    region.querySelectorAll(".scroll, .thread__wrap").forEach((e, i) => { e.scrollLeft = state.scrolled[i] ?? 0; });
    if (!state.focus) return;
    const key = keyOf(state.focus);
    const again = [...region.querySelectorAll("a, button, input, textarea, select, summary, [tabindex]")]
      .find((e) => keyOf(e) === key);
    again?.focus({ preventScroll: true });
    if (again?.setSelectionRange && state.focus.selectionStart != null) {
      again.setSelectionRange(state.focus.selectionStart, state.focus.selectionEnd);
    }
  };

  const swap = (old, fresh) => {
    if (said(old) === said(fresh)) return;
    if (old.dataset.live === "hold" && fields(old).some(isTouched)) {
      note("changed", true);
      return;
    }
    const state = remember(old);
    const region = document.importNode(fresh, true);
    old.replaceWith(region);
    restore(region, state);
    region.classList.add("is-settling");
    setTimeout(() => region.classList.remove("is-settling"), 400);
  };

  const refresh = async () => {
    let answer;
    try {
      answer = await fetch(page, { headers: { "X-Live": "1" }, redirect: "manual", cache: "no-store" });
    } catch {
      note("lost", true);
      return;
    }
    if (!answer.ok) {
      note("changed", true); // The session ended, or the thing is gone: only a reload can tell.
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    note("lost", false);
    for (const old of document.querySelectorAll("[data-live][id]")) {
      if (old.parentElement?.closest("[data-live]")) continue;
      const region = fresh.getElementById(old.id);
      if (region) swap(old, region);
    }
  };

  let waiting = 0;
  let running = Promise.resolve();
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { running = running.then(refresh); }, 60);
  };

  let source = null;
  let away = 0;
  let lost = 0;
  let wasLost = false;
  const connect = () => {
    source = new EventSource(stream);
    source.addEventListener("change", soon);
    source.addEventListener("open", () => {
      clearTimeout(lost);
      if (wasLost) soon(); // What happened meanwhile was not heard.
      wasLost = false;
    });
    source.addEventListener("error", () => {
      wasLost = true;
      clearTimeout(lost);
      lost = setTimeout(() => note("lost", true), 5000);
    });
  };
  // A browser keeps six connections to a server: pages nobody looks at give theirs back.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) {
      away = setTimeout(() => { source?.close(); source = null; }, 30000);
    } else if (!source) {
      connect();
      soon();
    }
  });
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) { connect(); soon(); }
  });
  connect();
})();
