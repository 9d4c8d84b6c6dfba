"use strict";
// Tries, before anybody joins, whether events come through as they happen; else it says what will happen instead.
(() => {
  const way = document.getElementById("way");
  if (!way) return;
  const say = () => { way.hidden = false; };
  if (!window.EventSource) return say();
  const source = new EventSource(`${document.body.dataset.base}/w/try`);
  const late = setTimeout(say, 6000); // a proxy may hold everything back
  source.addEventListener("here", () => { clearTimeout(late); source.close(); way.hidden = true; });
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) say(); };
})();
