/** The form of a line-up: a player stands in one place only, and the pitch shows who stands where. */

const form = document.getElementById("lineup");
const slots = [...form?.querySelectorAll("[data-slot]") ?? []];
const bench = [...form?.querySelectorAll("[name=bench]") ?? []];

function show(slot) {
  const spot = document.querySelector(`[data-spot="${slot.dataset.slot}"]`);
  const words = slot.selectedOptions[0]?.dataset.number ?? "";
  spot.querySelector("text").textContent = words;
  spot.classList.toggle("is-free", words === "");
}

for (const slot of slots) {
  slot.addEventListener("change", () => {
    for (const other of slots) {
      if (other !== slot && slot.value && other.value === slot.value) other.value = "";
      show(other);
    }
    for (const box of bench) if (box.value === slot.value) box.checked = false;
  });
}
for (const box of bench) {
  box.addEventListener("change", () => {
    for (const slot of slots) {
      if (box.checked && slot.value === box.value) slot.value = "";
      show(slot);
    }
  });
}

/* Another formation is taken at once; who was placed comes along. */
const button = document.getElementById("take-formation");
if (button) {
  button.hidden = true;
  document.getElementById("f-formation_id").addEventListener("change", () => form.requestSubmit(button));
}
