"use strict";
// Keeps the wall at what the room may see: it asks every so often, and the answer is empty while nothing has changed.
(() => {
  const wall = document.getElementById("wall");
  const line = document.getElementById("line");
  if (!wall || !wall.dataset.state) return;
  let skew = Date.parse(document.body.dataset.now) - Date.now(); // the server's clock less this one's
  let lost = 0;
  async function look() {
    let again = 600;
    try {
      const headers = { accept: "application/json" };
      if (wall.dataset.tag) headers["if-none-match"] = `"${wall.dataset.tag}"`;
      const answer = await fetch(wall.dataset.state, {
        headers, cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined,
      });
      if (answer.status === 404) return location.reload();
      if (answer.status !== 200 && answer.status !== 304) throw new Error("not now");
      lost = 0;
      line.hidden = true;
      if (answer.status === 200) {
        const said = await answer.json();
        skew = Date.parse(said.now) - Date.now();
        wall.innerHTML = said.html;
        wall.dataset.tag = said.tag;
        tick();
        if (said.over) return;
      }
    } catch {
      lost += 1;
      line.hidden = lost < 2;
      again = Math.min(600 * 2 ** lost, 4000);
    }
    setTimeout(look, again);
  }
  function tick() {
    for (const timer of wall.querySelectorAll("time[data-ends]")) {
      const left = Math.max(0, Math.round((Date.parse(timer.dateTime) - Date.now() - skew) / 1000));
      timer.classList.toggle("over", !left);
      const two = (number) => String(number).padStart(2, "0");
      timer.textContent = left ? `${two(Math.floor(left / 60))}:${two(left % 60)}` : "Time is up";
    }
  }
  setInterval(tick, 250);
  tick();
  look();
})();
