/** Where somebody was in a film, and how they like to watch; it stays in the browser. */

export class Memory {
  constructor(key) {
    this.key = `touchline:watch:${key}`;
  }

  recall() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  keep(known) {
    try {
      localStorage.setItem(this.key, JSON.stringify(known));
    } catch {
      /* A private window keeps nothing; the film plays all the same. */
    }
  }
}
