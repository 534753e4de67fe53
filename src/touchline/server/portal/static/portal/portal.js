/* What every page gains from a script, and can do without. */

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    const label = button.querySelector("[data-label]");
    label.textContent = button.dataset.done;
    label.setAttribute("role", "status");
  });
}

for (const field of document.querySelectorAll("[data-selects]")) {
  field.addEventListener("focus", () => field.select());
}

/* Times are told by the clocks here, for whoever has not chosen a time zone. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`touchline_zone=${zone}`)) {
  document.cookie = `touchline_zone=${zone}; path=/; max-age=31536000; samesite=lax`;
}
for (const button of document.querySelectorAll("[data-zone]")) {
  button.hidden = !zone;
  button.addEventListener("click", () => { document.getElementById(button.dataset.zone).value = zone; });
}
