/** A clip: a stretch of the timeline with two handles, a title, and a preview that plays in a loop. */

import { Refused } from "./api.js";
import { read, told } from "./clock.js";
import { fill } from "./progress.js";

const SHORTEST_S = 0.5;
const LONGEST_S = 600;
/** What just happened is what people want: a little after, more before. */
const BEFORE_S = 8;
const AFTER_S = 2;

const element = (id) => document.getElementById(id);

export class ClipForm {
  constructor(player) {
    this.player = player;
    this.words = player.words;
    this.form = element("clip-form");
    this.range = null;
    this.isLooping = false;
    player.timeline.addEventListener("range", ({ detail }) => this.drag(detail));
    this.form.addEventListener("submit", (event) => this.save(event));
    for (const edge of ["start", "end"]) {
      element(`clip-${edge}`).addEventListener("change", () => this.type(edge));
    }
    element("clip-preview").addEventListener("click", () => this.preview(!this.isLooping));
    element("clip-cancel").addEventListener("click", () => this.close());
    for (const row of document.querySelectorAll("[data-clip]")) {
      this.followClip({ id: row.dataset.clip }, row, row.querySelector("small"));
    }
  }

  /** Open the form on the last seconds, or on a stretch. */
  open(range = null) {
    const atS = this.player.filmS;
    this.show(true);
    this.set(range ?? { startS: atS - BEFORE_S, endS: atS + AFTER_S });
    element("clip-title").focus();
  }

  close() {
    if (this.form.hidden) return;
    this.preview(false);
    this.show(false);
    this.range = null;
    this.player.timeline.showRange(null);
  }

  /** The picture makes room for the form, so that both are seen at once. */
  show(isOpen) {
    this.form.hidden = !isOpen;
    document.body.classList.toggle("is-clipping", isOpen);
  }

  drag(range) {
    this.show(true);
    this.set(range);
    const edgeS = this.range[`${range.moved}S`];
    if (!this.isLooping) this.player.goToFilm(edgeS);
  }

  type(edge) {
    const seconds = read(element(`clip-${edge}`).value);
    if (Number.isNaN(seconds)) this.refuse(this.words.clip_time);
    else this.set({ ...this.range, [`${edge}S`]: seconds, moved: edge });
  }

  set({ startS, endS, moved }) {
    const lengthS = this.player.timeline.durationS;
    let [fromS, toS] = [Math.max(0, startS), Math.min(lengthS, endS)];
    if (toS - fromS < SHORTEST_S) {
      if (moved === "start") fromS = Math.max(0, toS - SHORTEST_S);
      else toS = Math.min(lengthS, fromS + SHORTEST_S);
    }
    this.range = { startS: fromS, endS: toS };
    this.player.timeline.showRange(this.range);
    element("clip-start").value = told(fromS);
    element("clip-end").value = told(toS);
    element("clip-length").textContent = fill(this.words.long, { time: told(toS - fromS) });
    element("clip-source").textContent = fill(this.words.clip_of, { source: element("shown").textContent });
    this.refuse("");
  }

  refuse(sentence) {
    const place = element("clip-error");
    place.textContent = sentence;
    place.hidden = sentence === "";
  }

  preview(isOn) {
    this.isLooping = isOn;
    element("clip-preview").setAttribute("aria-pressed", String(isOn));
    if (!isOn) return this.player.stage.pause();
    this.player.goToFilm(this.range.startS);
    return this.player.stage.play();
  }

  /** Called with every frame of the screen: begin again at the end. */
  follow() {
    if (!this.isLooping || !this.range || this.player.stage.isSeeking) return;
    const atS = this.player.filmS;
    if (atS >= this.range.endS || atS < this.range.startS - 1) this.player.goToFilm(this.range.startS);
  }

  async save(event) {
    event.preventDefault();
    const title = element("clip-title").value.trim();
    if (!title) return this.refuse(this.words.clip_title);
    if (this.range.endS - this.range.startS > LONGEST_S) return this.refuse(this.words.clip_long);
    const { stage, filmClock, film } = this.player;
    const toGame = (atS) => (film ? filmClock.toGame(atS) : stage.source.clock.toGame(atS));
    const wanted = { title, start_s: toGame(this.range.startS), end_s: toGame(this.range.endS) };
    if (stage.shown !== "film") wanted.take_id = stage.shown;
    if (film) wanted.film_id = film.id;
    element("clip-save").disabled = true;
    try {
      const clip = await this.player.api.post(this.player.calls.clips, wanted);
      this.list(clip, title);
      this.close();
      this.form.reset();
      this.player.controls.say(this.words.clip_saved);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refuse(error.errors.map((one) => one.message).join(" ") || error.message);
    } finally {
      element("clip-save").disabled = false;
    }
    return null;
  }

  /** Put the new clip on top of the list, and follow it until it can be downloaded. */
  list(clip, title) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "name", textContent: title });
    const state = Object.assign(document.createElement("small"), { textContent: this.words.clip_making });
    const what = Object.assign(document.createElement("div"), { className: "grow" });
    what.append(name, state);
    row.append(what, this.link(`${this.player.calls.clip_page}${clip.id}/delete`, this.words.delete));
    row.setAttribute("role", "listitem");
    element("clip-list").querySelector(".none")?.remove();
    element("clip-list").prepend(row);
    this.followClip(clip, row, state);
  }

  link(href, words) {
    return Object.assign(document.createElement("a"), { className: "button quiet", href, textContent: words });
  }

  async followClip(clip, row, state) {
    const now = await this.player.api.get(`${this.player.calls.clip}${clip.id}`).catch(() => null);
    if (now?.state === "ready") {
      state.textContent = fill(this.words.long, { time: told(now.end_s - now.start_s) });
      const download = this.link(`${this.player.calls.clip}${clip.id}/download`, this.words.download);
      row.querySelector(".grow").after(download);
    } else if (now?.state === "failed") {
      state.textContent = now.problem ?? "";
    } else {
      setTimeout(() => this.followClip(clip, row, state), 1500);
    }
  }
}
