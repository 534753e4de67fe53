/** The player: puts the large picture, the strip, the timeline and the controls together. */

import { Api } from "./api.js";
import { ClipForm } from "./clip_form.js";
import { AngleClock, FilmClock, told } from "./clock.js";
import { Controls } from "./controls.js";
import { followProgress } from "./progress.js";
import { listen } from "./keys.js";
import { Memory } from "./memory.js";
import { ShareDialog } from "./share_dialog.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { Timeline } from "./timeline.js";
import { listenToTouch } from "./touch.js";

const element = (id) => document.getElementById(id);
const FILM = "film";
const RATES = [0.25, 0.5, 0.75, 1, 1.5, 2];

class Player {
  constructor(facts, words) {
    this.words = words;
    this.calls = facts.calls;
    this.ticket = facts.ticket;
    this.api = new Api(facts.csrf, words.offline);
    this.stage = new Stage(element("pictures"), (id) => this.renew(id));
    this.timeline = new Timeline(element("timeline"), words);
    this.controls = new Controls(this.stage, words);
    this.memory = new Memory(facts.calls.memory);
    this.take(facts.watch);
    this.strip = element("angles") ? new Strip(element("angles"), this.stage) : null;
    this.wire();
  }

  /** Take in what the server says of film and angles. */
  take(watch) {
    this.watch = watch;
    const { film, angles } = watch;
    this.film = film?.stream_url ? film : null;
    this.filmClock = new FilmClock(film?.shots ?? []);
    this.angles = angles.filter((angle) => angle.stream_url);
    const sources = this.angles.map((angle) => ({
      id: angle.take_id,
      version: angle.take_id,
      url: angle.stream_url,
      clock: new AngleClock(angle.offset_s ?? 0, angle.drift_ppm ?? 0),
      durationS: angle.duration_s ?? undefined,
      letter: angle.letter,
      isPlaced: angle.offset_s !== null,
    }));
    if (this.film) {
      const version = `${film.id} ${film.is_final}`;
      const { stream_url: url } = film;
      const durationS = film.duration_s ?? undefined;
      sources.unshift({ id: FILM, version, url, clock: this.filmClock, durationS });
    }
    this.stage.setSources(sources);
    this.timeline.draw(this.drawn(film));
  }

  /** Without a film the timeline is one angle's. */
  drawn(film) {
    if (film?.shots?.length) {
      return { durationS: film.duration_s, shots: film.shots, chapters: film.chapters };
    }
    const durationS = film?.duration_s ?? this.angles[0]?.duration_s ?? this.stage.video?.duration ?? 0;
    return { durationS, shots: [], chapters: [] };
  }

  /** Addresses expire: ask for new ones; a shared link with the ticket of the last time. */
  async renew(id) {
    if (this.calls.open) {
      const opened = await this.api.post(this.calls.open, { ticket: this.ticket });
      this.ticket = opened.ticket;
      return opened.stream_url;
    }
    this.take(await this.api.get(this.calls.watch));
    return this.stage.sources.get(id)?.url ?? null;
  }

  async start() {
    for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
    const first = this.film ? FILM : this.angles[0]?.take_id;
    if (!first) return;
    const known = this.memory.recall();
    const id = this.stage.sources.has(known.source) ? known.source : first;
    this.controls.setRate(known.rate ?? 1);
    this.stage.setSound({ isMuted: known.isMuted ?? false, volume: known.volume ?? 1 });
    const clock = this.stage.sources.get(id).clock;
    await this.stage.show(id, known.gameS ?? clock.toGame(0));
  }

  /** The film time of the moment that is on the screen. */
  get filmS() {
    if (this.stage.shown === FILM || !this.film) return this.stage.videoS;
    return this.filmClock.toVideo(this.stage.gameS);
  }

  goToFilm(filmS) {
    const gameS = this.film ? this.filmClock.toGame(filmS) : this.stage.source?.clock.toGame(filmS) ?? 0;
    const source = this.stage.source;
    if (source) this.stage.seek(this.stage.inside(source, gameS));
  }

  async choose(id) {
    const source = this.stage.sources.get(id);
    if (!source || id === this.stage.shown) return;
    const isPlaced = source.isPlaced ?? true;
    if (!isPlaced) this.controls.say(this.words.not_in_step);
    else if (!this.stage.has(id, this.stage.gameS)) this.controls.say(this.words.away);
    await this.stage.show(id);
  }

  wire() {
    const commands = this.commands();
    document.addEventListener("click", (event) => {
      const does = event.target.closest("[data-does]")?.dataset.does;
      const tile = event.target.closest("[data-source]");
      const moment = event.target.closest("[data-at]");
      if (does) commands[does]?.();
      else if (tile) this.choose(tile.dataset.source);
      else if (moment) this.goToFilm(Number(moment.dataset.at));
    });
    listen(this.keys(commands));
    listenToTouch(element("touch"), { toggle: commands.play, jump: (byS) => this.jump(byS) });
    this.timeline.addEventListener("scrub", ({ detail }) => this.goToFilm(detail.atS));
    element("speed").addEventListener("change", ({ target }) => this.controls.setRate(Number(target.value)));
    this.stage.addEventListener("changed", () => this.changed());
    this.stage.addEventListener("progress", () => this.showLoaded());
    this.wireParts();
    const follow = () => {
      this.follow();
      requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
    addEventListener("pagehide", () => this.remember());
    setInterval(() => this.remember(), 5000);
  }

  wireParts() {
    if (element("clip-form")) this.clips = new ClipForm(this);
    if (element("share-dialog")) this.shares = new ShareDialog(this);
    if (this.calls.progress) {
      const { film } = this.watch;
      const version = film ? `${film.id} ${film.is_final ? "True" : "False"}` : "";
      followProgress(this.api, this.calls.progress, version, async () => {
        const watch = await this.api.get(this.calls.watch).catch(() => null);
        if (watch) await this.takeNew(watch);
      });
    }
    for (const menu of document.querySelectorAll("details.menu")) {
      document.addEventListener("click", (event) => !menu.contains(event.target) && (menu.open = false));
    }
  }

  commands() {
    return {
      play: () => this.controls.toggle(),
      back: () => this.jump(-10),
      on: () => this.jump(10),
      "frame-back": () => this.stage.step(-1),
      "frame-on": () => this.stage.step(1),
      mute: () => this.controls.toggleSound(),
      why: () => this.controls.toggleReasons(),
      full: () => this.controls.toggleFull(),
      keys: () => element("keys-dialog").showModal(),
      clip: () => this.clips?.open(),
      share: () => this.shares?.open(),
    };
  }

  keys(commands) {
    const cut = (way) => this.goToFilm(this.cutFrom(this.filmS, way));
    return {
      " ": commands.play,
      k: commands.play,
      j: commands.back,
      l: commands.on,
      ArrowLeft: () => this.jump(-5),
      ArrowRight: () => this.jump(5),
      ",": commands["frame-back"],
      ".": commands["frame-on"],
      digit: ({ key }) => this.choose(key === "0" ? FILM : this.angles[Number(key) - 1]?.take_id),
      c: commands.clip,
      w: commands.why,
      m: commands.mute,
      f: commands.full,
      "<": () => this.changeRate(-1),
      ">": () => this.changeRate(1),
      n: () => cut(1),
      p: () => cut(-1),
      Home: () => this.goToFilm(0),
      End: () => this.goToFilm(this.timeline.durationS),
      "?": commands.keys,
      Escape: () => this.clips?.close(),
    };
  }

  jump(byS) {
    this.controls.flash(byS);
    const fromS = this.stage.isSeeking && this.stage.wishedS !== null ? this.stage.wishedS : this.stage.videoS;
    this.stage.seek(fromS + byS);
  }

  changeRate(way) {
    const at = RATES.indexOf(this.stage.rate);
    this.controls.setRate(RATES[Math.min(Math.max(at + way, 0), RATES.length - 1)]);
  }

  cutFrom(filmS, way) {
    const starts = this.filmClock.shots.map((shot) => shot.start_s);
    if (way > 0) return starts.find((startS) => startS > filmS + 0.05) ?? this.timeline.durationS;
    return starts.findLast((startS) => startS < filmS - 1) ?? 0;
  }

  changed() {
    const { source } = this.stage;
    const angle = this.angles.find((one) => one.take_id === source.id);
    this.controls.changed(angle ? `${this.words.camera} ${angle.letter}` : this.words.film);
    element("poster")?.remove();
    if (!this.timeline.durationS) this.timeline.draw(this.drawn(this.watch.film));
    for (const tile of document.querySelectorAll("[data-source]")) {
      tile.setAttribute("aria-pressed", String(tile.dataset.source === source.id));
    }
    this.remember();
  }

  /** Every frame of the screen: the clock, the timeline, the reason. */
  follow() {
    if (!this.stage.slot) return;
    const filmS = this.filmS;
    const index = this.filmClock.shotAt(filmS);
    this.timeline.moveTo(filmS, index);
    element("now").textContent = told(filmS);
    element("length").textContent = told(this.timeline.durationS);
    const shot = this.filmClock.shots[index];
    this.controls.showReason(this.stage.shown === FILM ? shot : null);
    for (const tile of document.querySelectorAll("[data-angle]")) {
      tile.classList.toggle("is-in-film", this.stage.shown === FILM && shot?.take_id === tile.dataset.source);
    }
    this.clips?.follow();
  }

  showLoaded() {
    const { buffered } = this.stage.video;
    const spans = Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]);
    this.timeline.showLoaded(this.stage.shown === FILM || !this.film ? spans : []);
  }

  remember() {
    if (!this.stage.slot) return;
    const { shown, gameS, rate, isMuted, volume } = this.stage;
    this.memory.keep({ source: shown, gameS, rate, isMuted, volume });
  }

  /** What is new in the place of what was: the final film at the moment at which the first cut stood. */
  async takeNew(watch) {
    const had = { film: this.film, angles: this.angles };
    if (Boolean(had.film) !== Boolean(watch.film?.stream_url)) return location.reload();
    const movedS = zeroMoved(had.angles, watch.angles);
    const gameS = this.stage.gameS + movedS;
    const isNew = this.film && (had.film.id !== watch.film.id || had.film.is_final !== watch.film.is_final);
    this.take(watch);
    if (isNew && this.stage.shown === FILM) {
      await this.stage.show(FILM, this.stage.isPaused || movedS ? gameS : null);
      if (this.film.is_final) this.controls.say(this.words.final);
    }
    return null;
  }
}

/** By how much the game clock's zero moved: another version may count from an earlier take. */
function zeroMoved(before, after) {
  for (const angle of before) {
    const now = after.find((one) => one.take_id === angle.take_id);
    if (now?.offset_s != null && angle.offset_s != null) return now.offset_s - angle.offset_s;
  }
  return 0;
}

const facts = JSON.parse(element("player-facts").textContent);
const words = JSON.parse(element("player-words").textContent);
const player = new Player(facts, words);
player.start();
export { player };
