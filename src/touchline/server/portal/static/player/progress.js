/** While a film is being made: how long it still takes, and the change to the final one. */

const EVERY_MS = 3000;

/** Put values into a sentence: `fill("{n} minutes", {n: 3})`. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function show(sentence) {
  const place = document.getElementById("progress");
  if (place.textContent === sentence) return;
  place.hidden = sentence === "";
  place.textContent = sentence;
}

/** Ask again and again while something is being made; `onNew` hears that there is something new to watch. */
export function followProgress(api, path, version, onNew) {
  let known = version;
  const ask = async () => {
    const now = document.hidden ? null : await api.get(path).catch(() => null);
    if (now) {
      show(now.sentence);
      if (now.version !== known) await onNew();
      known = now.version;
    }
    if (!now || now.is_making) setTimeout(ask, EVERY_MS);
  };
  setTimeout(ask, EVERY_MS);
}
