/** Numbers and sentences of the upload page. */

/** Put values into a sentence: `fill("{n} files", {n: 3})`. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function size(bytes, language) {
  const units = ["kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3) - 1));
  const value = bytes / 1000 ** (power + 1);
  const digits = { maximumFractionDigits: value < 100 ? 1 : 0 };
  return new Intl.NumberFormat(language, { style: "unit", unit: units[power], ...digits }).format(value);
}

export function percent(share, language) {
  return new Intl.NumberFormat(language, { style: "percent" }).format(Math.floor(share * 100) / 100);
}

export function remaining(seconds, words) {
  if (seconds < 30) return words.soon;
  const minutes = Math.ceil(seconds / 60);
  const time = minutes < 90 ? fill(words.minutes, { n: minutes }) : fill(words.hours, { n: Math.round(minutes / 60) });
  return fill(words.left, { time });
}
