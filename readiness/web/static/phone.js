"use strict";
// Keeps a phone at the step of the room: the page works without this, by sending its form and loading again.
(() => {
  const base = document.body.dataset.base;
  const step = document.getElementById("step");
  const line = document.getElementById("line");
  const voice = document.getElementById("voice");
  const KEY = "readiness-unsent";
  const clock = (moment) => moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  // What the server says now ---------------------------------------------------------------------------------------
  let skew = 0; // the server's clock less this phone's, in milliseconds
  function take(state) {
    if (state.now) skew = Date.parse(state.now) - Date.now();
    if (state.tag) step.dataset.tag = state.tag;
    if (state.step === step.dataset.step) {
      // The same question: whatever is being typed stays. Only what lives beside it is renewed.
      const fresh = new DOMParser().parseFromString(state.html, "text/html");
      for (const part of step.querySelectorAll("[data-live]")) {
        const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
        if (other && other.outerHTML !== part.outerHTML) part.replaceWith(other);
      }
    } else {
      step.innerHTML = state.html;
      step.dataset.step = state.step;
      document.querySelector(".foot details")?.removeAttribute("open"); // the personal link has had its time
      window.scrollTo(0, 0);
      const heading = step.querySelector("h1");
      if (heading) {
        heading.focus({ preventScroll: true });
        voice.textContent = `${heading.textContent}. ${(step.querySelector("[data-news]") || { textContent: "" }).textContent}`;
      }
    }
    prepare();
    if (state.over) stop();
  }

  function prepare() {
    for (const time of step.querySelectorAll("time[data-clock]")) {
      time.textContent = clock(new Date(time.dateTime));
      delete time.dataset.clock;
    }
    tick();
    const form = step.querySelector("form[data-vote]");
    if (form && !form.dataset.ready) follow(form);
  }

  function follow(form) {
    form.dataset.ready = "1";
    const more = form.querySelector(".more");
    const place = () => {
      const chosen = form.querySelector("input[name=choice]:checked");
      more.hidden = !chosen;
      if (!chosen) return;
      const box = chosen.closest(".choice");
      if (more.previousElementSibling !== box) box.after(more);
      const red = chosen.value === "red";
      const reason = form.elements.reason;
      reason.required = red;
      form.querySelector("[data-reason]").textContent = red ? "Why red? (required)" : "Why? (optional)";
    };
    form.addEventListener("change", (event) => {
      if (event.target.name === "choice") place();
    });
    form.addEventListener("input", () => {
      if (form.dataset.sent && !pending) say("Changed, not sent yet", "wait");
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new URLSearchParams(new FormData(form));
      data.set("seat", seat.split("/")[1]); // another tab may have taken another seat since
      const body = data.toString();
      send({ step: step.dataset.step, body });
    });
    const unsent = stored();
    if (unsent && unsent.step === step.dataset.step) {
      const said = new URLSearchParams(unsent.body);
      const radio = form.querySelector(`input[name=choice][value="${CSS.escape(said.get("choice") || "")}"]`);
      if (radio) radio.checked = true;
      form.elements.reason.value = said.get("reason") || "";
      form.elements.evidence.value = said.get("evidence") || "";
    }
    place();
  }

  // Sending an answer until it is acknowledged ------------------------------------------------------------------------
  let pending = null;
  let pause = 500;
  let again = 0;
  // What waits belongs to one seat of one workshop: whoever joins next on this phone must not send it.
  const seat = document.body.dataset.seat;
  const stored = () => {
    try {
      const vote = JSON.parse(sessionStorage.getItem(KEY));
      if (vote && vote.seat === seat) return vote;
      sessionStorage.removeItem(KEY);
    } catch { /* nothing can be kept */ }
    return null;
  };
  const keep = (vote) => {
    try { sessionStorage.setItem(KEY, JSON.stringify({ ...vote, seat })); } catch { /* private mode: it lives as long as the page */ }
  };
  const forget = () => {
    pending = null;
    try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
  };
  function say(text, kind) {
    const sent = step.querySelector(".sent");
    if (!sent) return;
    sent.className = `sent ${kind || ""}`;
    sent.textContent = text;
  }
  function wrong(text) {
    let box = step.querySelector("[data-wrong]");
    if (!box && !text) return;
    if (!box) {
      box = document.createElement("div");
      box.setAttribute("role", "alert");
      box.dataset.wrong = "";
      step.prepend(box);
    }
    box.className = text ? "wrong" : "";
    box.textContent = text;
    if (text) box.scrollIntoView({ block: "center" });
  }
  let busy = false;
  async function send(vote) {
    pending = vote;
    keep(vote);
    clearTimeout(again);
    if (busy) return; // one at a time, so that the last one is also the last to arrive
    busy = true;
    say("Sending …", "wait");
    wrong("");
    try {
      const answer = await fetch(`${base}/w/vote`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: vote.body,
        signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined,
      });
      if (answer.status >= 500) throw new Error("not now");
      const said = await answer.json();
      busy = false;
      pause = 500;
      connected(true);
      if (pending && pending !== vote) return send(pending);
      forget();
      if (said.ok) {
        const form = step.querySelector("form[data-vote]");
        if (form && vote.step === step.dataset.step) {
          form.dataset.sent = "1";
          say(`Sent ${clock(new Date(said.at))} ✓ You can change it until the reveal.`, "ok");
          form.querySelector("button").textContent = "Send the change";
        }
      } else {
        if (said.moved || said.gone) await look(true); // leaves where the seat is gone
        say("Not sent", "");
        wrong(said.sentence);
      }
    } catch {
      busy = false;
      if (pending === null) return;
      say("Not sent yet, trying again …", "wait");
      connected(false);
      again = setTimeout(() => pending && send(pending), pause);
      pause = Math.min(pause * 2, 4000);
    }
  }

  // Following the room ------------------------------------------------------------------------------------------------
  let source = null;
  let heard = Date.now();
  let polling = 0;
  let ended = false;
  const way = document.getElementById("way");
  let live = false; // whether events come as they happen
  let lost = Date.now(); // since when they do not
  let answered = 0; // when this phone last asked and heard
  // Said once it has lasted: that it goes on by asking, or that nothing at all comes through.
  function explain() {
    if (!way) return;
    const since = Date.now() - lost;
    const asking = answered > lost;
    way.hidden = live || ended || since < (asking ? 5000 : 8000);
    const said = asking
      ? "The live connection does not come through here. This page asks every two seconds instead."
      : "Nothing comes through from the workshop. Is this phone in the Wi-Fi of the room, not on mobile data? The facilitator can also enter your answers.";
    const words = document.getElementById("way-words");
    if (!way.hidden && words.textContent !== said) words.textContent = said;
  }
  setInterval(explain, 1000);
  function parted() {
    if (live) lost = Date.now();
    live = false;
  }
  function connected(yes) {
    line.hidden = yes;
    if (!yes) line.textContent = "Reconnecting … nothing you sent is lost";
  }
  function listen() {
    if (ended || !window.EventSource) return poll();
    if (source) source.close();
    source = new EventSource(`${base}/w/events`);
    let silent = setTimeout(() => polling || poll(true), 4000); // a proxy may hold everything back
    const alive = () => {
      heard = Date.now();
      live = true;
      explain();
      clearTimeout(silent);
      silent = 0;
      connected(true);
      clearTimeout(polling);
      polling = 0;
    };
    source.addEventListener("step", (event) => { alive(); take(JSON.parse(event.data)); });
    source.addEventListener("beat", alive);
    source.addEventListener("gone", leave);
    source.onerror = () => {
      if (ended) return;
      parted();
      connected(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
      if (!polling) poll();
    };
  }
  // Where the stream does not come through, ask every two seconds; not all phones at the same moment.
  function poll(now) {
    clearTimeout(polling);
    const pause = now ? 0 : 1700 + Math.random() * 600;
    if (!ended) polling = setTimeout(() => look(false).finally(() => polling && poll()), pause);
  }
  async function look(now) {
    try {
      const headers = { accept: "application/json" };
      if (!now && step.dataset.tag) headers["if-none-match"] = `"${step.dataset.tag}"`;
      const answer = await fetch(`${base}/w/state`, {
        headers, cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined,
      });
      if (answer.status >= 500) throw new Error("not now");
      answered = Date.now();
      connected(true);
      if (answer.status === 304) return;
      const said = await answer.json();
      if (answer.ok) take(said);
      else if (said.gone) leave();
    } catch {
      connected(false);
    }
  }
  function stop() {
    ended = true;
    if (source) source.close();
    clearTimeout(polling);
    polling = 0;
    connected(true);
  }
  // No longer in the room: the page that says so, in words.
  function leave() {
    stop();
    forget();
    location.replace(`${base}/w/me`);
  }
  setInterval(() => {
    if (!ended && source && Date.now() - heard > 40000) { heard = Date.now(); parted(); listen(); }
  }, 5000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !live) lost = Date.now(); // asleep it could not listen
    if (!document.hidden && !ended) { look(false); if (!source || source.readyState === 2) listen(); }
  });
  addEventListener("online", () => { listen(); if (pending) send(pending); });
  addEventListener("offline", () => connected(false));

  // The timer: an end that the server names, counted down on this phone's own clock -------------------------------------
  function tick() {
    for (const timer of step.querySelectorAll("time[data-ends]")) {
      const left = Math.ceil((Date.parse(timer.dateTime) - Date.now() - skew) / 1000);
      timer.classList.toggle("over", left <= 0);
      timer.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left` : "Time is up";
    }
  }
  setInterval(tick, 500);

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue; // only where the browser trusts the connection
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }
  if (document.body.dataset.now) skew = Date.parse(document.body.dataset.now) - Date.now();
  prepare();
  if (step.dataset.follow) listen();
  // An answer that this page could not send before it was loaded again: sent now, or refused in words.
  const left = stored();
  if (left) send(left);
})();
