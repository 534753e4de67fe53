/** Uploads that were begun, here or on another device, and are not finished. */

import { fill, percent, size } from "./words.js";

/** Show them, and return them: a file of the same name and length goes on where its upload was. */
export async function showUnfinished(facts) {
  const answer = await fetch(`${facts.uploads}?limit=100`, { headers: facts.headers }).catch(() => null);
  if (!answer?.ok) return [];
  const { items } = await answer.json();
  const isOurs = (one) => one.state === "uploading" && !one.is_part && one.said.game_id === facts.game;
  const found = items.filter((one) => isOurs(one) && one.length_bytes && one.name);
  document.getElementById("unfinished").hidden = found.length === 0;
  document.getElementById("unfinished-list").replaceChildren(...found.map((one) => row(one, facts)));
  return found;
}

function row(upload, facts) {
  const item = document.createElement("li");
  const what = Object.assign(document.createElement("div"), { className: "grow" });
  const name = Object.assign(document.createElement("span"), { className: "name", textContent: upload.name });
  const share = percent(upload.offset_bytes / upload.length_bytes, facts.language);
  const sent = fill(facts.words.sent, { percent: share, size: size(upload.length_bytes, facts.language) });
  what.append(name, Object.assign(document.createElement("small"), { textContent: sent }));
  const forget = Object.assign(document.createElement("button"), {
    className: "button quiet",
    type: "button",
    textContent: facts.words.forget,
  });
  forget.setAttribute("aria-label", `${facts.words.forget}: ${upload.name}`);
  forget.addEventListener("click", async () => {
    const headers = { ...facts.headers, "Tus-Resumable": "1.0.0" };
    const answer = await fetch(`${facts.uploads}/${upload.id}`, { method: "DELETE", headers });
    if (answer.ok) item.remove();
  });
  item.append(what, forget);
  return item;
}
