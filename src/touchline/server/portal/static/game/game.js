/** Keeps the changing part of a game's page up to date. */

const live = document.getElementById("live");

/** Put the new part in the place of the old one, and the focus back where it was. */
function replace(content) {
  const links = () => [...live.querySelectorAll("a, button")];
  const at = links().indexOf(document.activeElement);
  live.innerHTML = content;
  if (at >= 0) links()[at]?.focus();
}

let events = null;

function listen() {
  events = new EventSource(live.dataset.events);
  events.addEventListener("game", ({ data }) => replace(data));
  events.addEventListener("gone", () => {
    events.close();
    location.reload();
  });
}

/** A page that nobody sees need not be kept up to date. */
document.addEventListener("visibilitychange", () => {
  if (document.hidden) events?.close();
  else listen();
});
addEventListener("pagehide", () => events?.close());
addEventListener("pageshow", ({ persisted }) => persisted && listen());
if (!document.hidden) listen();
