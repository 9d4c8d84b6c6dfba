(() => {
  "use strict";
  // Streamlit's pages live on a websocket and say nothing of ours without one. This says what has happened and what to do.
  const PATIENCE = 8000;
  let lost = null, ticked = Date.now(), note = null;
  const element = (name, ...inside) => { const made = document.createElement(name); made.append(...inside); return made; };
  const answers = async () => {
    try {
      const signal = AbortSignal.timeout ? AbortSignal.timeout(1500) : undefined;
      return (await fetch("./_stcore/health", { cache: "no-store", signal })).ok;
    } catch { return false; }
  };
  const show = async () => {
    note = element("div");
    note.id = "readiness-connection";
    note.setAttribute("role", "alert");
    const blocked = await answers();
    if (!note) return;
    if (blocked) {
      const code = element("a", "Answer in a workshop");
      code.href = "./w";
      code.style.color = "inherit";
      note.append(
        element("strong", "The live connection of this page does not come through. "),
        "The program answers, but its websocket is blocked: by a proxy, a security program or an extension. Let " +
          location.host + " through there, or use another browser or network. Nothing that was saved is lost. " +
          "Phones and the projector need no websocket: ",
        code,
      );
    } else {
      note.append(
        element("strong", "The program does not answer. "),
        "It was stopped, or the network is away. Nothing that was saved is lost. Start it again, or come back to the " +
          "network: this page goes on by itself.",
      );
    }
    Object.assign(note.style, {
      position: "fixed", left: "0", right: "0", bottom: "0", zIndex: "1000000", padding: ".75rem 1rem",
      background: "#FFF1CC", color: "#4A3000", borderTop: "3px solid #D99A00", lineHeight: "1.4",
      font: "1rem/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    });
    document.body.append(note);
  };
  const look = () => {
    const now = Date.now(), app = document.querySelector("[data-testid=stApp]");
    // Before the page has been loaded there is nothing to lose; after a sleep the connection gets its time again.
    const state = app && app.getAttribute("data-test-connection-state");
    if (!state || state === "CONNECTED") {
      lost = null;
      if (note) { note.remove(); note = null; }
    } else if (lost === null || now - ticked > 5000) lost = now;
    else if (now - lost > PATIENCE && !note) show();
    ticked = now;
  };
  setInterval(look, 500);
})();
