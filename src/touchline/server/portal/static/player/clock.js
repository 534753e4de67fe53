/**
 * Moments on three clocks: the film's, the game's, and each angle's. All times are seconds.
 *
 * The game clock is what they have in common. A film is a row of shots, each from one take; an angle is
 * one take as a whole. Where a playlist tells the game clock itself (programme times), that is believed.
 */

/** A film's clock: piecewise, one piece per shot. */
export class FilmClock {
  /** @param {{start_s: number, end_s: number, game_start_s: number}[]} shots in the order of the film */
  constructor(shots) {
    this.shots = shots;
  }

  /** The index of the shot that is shown at a film time; the nearest where there is none. */
  shotAt(filmS) {
    let low = 0;
    let high = this.shots.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.shots[middle].start_s <= filmS + 1e-6) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  toGame(filmS) {
    if (!this.shots.length) return filmS;
    const shot = this.shots[this.shotAt(filmS)];
    return shot.game_start_s + (filmS - shot.start_s);
  }

  /** The film time of a game time; of what the film left out, the next that it shows. */
  toVideo(gameS) {
    if (!this.shots.length) return gameS;
    for (const shot of this.shots) {
      const since = gameS - shot.game_start_s;
      if (since < 0) return shot.start_s;
      if (since < shot.end_s - shot.start_s - 1e-6) return shot.start_s + since;
    }
    return this.shots.at(-1).end_s;
  }
}

/** An angle's clock: it begins at `offset_s` and runs fast by `drift_ppm` parts per million. */
export class AngleClock {
  constructor(offsetS, driftPpm = 0) {
    this.offsetS = offsetS;
    this.rate = 1 + driftPpm * 1e-6;
  }

  toGame(angleS) {
    return this.offsetS + angleS / this.rate;
  }

  toVideo(gameS) {
    return (gameS - this.offsetS) * this.rate;
  }
}

/** `1:23:45.6`, as everywhere in Touchline. */
export function told(seconds, decimals = 1) {
  const scale = 10 ** decimals;
  const ticks = Math.round(Math.abs(seconds) * scale);
  const whole = Math.floor(ticks / scale);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const two = (number) => String(number).padStart(2, "0");
  const head = hours ? `${hours}:${two(minutes % 60)}` : `${minutes}`;
  const part = decimals ? `.${String(ticks % scale).padStart(decimals, "0")}` : "";
  return `${seconds < 0 && ticks ? "−" : ""}${head}:${two(whole % 60)}${part}`;
}

/** Seconds of a time as people type it: `83.5`, `1:23.5`, `1:02:03`; NaN if it is none. */
export function read(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d*)?$/.test(part))) return NaN;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}
