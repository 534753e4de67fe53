/** One file on its way: what is said of it, how far it is, and how it goes on after anything. */

import { fill, percent, remaining, size } from "./words.js";

/** Waits between tries; the last is repeated until it works or somebody pauses. */
const WAITS_MS = [0, 1000, 2000, 4000, 8000, 15000];
/** A disk is not emptied in seconds. */
const ROOM_WAIT_MS = 60000;
const NO_ROOM = 507;
/** Whatever it was, it passes: no connection, a server that is busy, full or down. */
const passes = (status) => status === 0 || status >= 500 || status === 429;
const VIDEO = /\.(mp4|mov|m4v|mkv|webm|avi|mts|m2ts|ts|mpg|mpeg|3gp|wmv|insv)$/i;
/** The speed that is told follows the last seconds, not the first. */
const SMOOTH = 0.2;

/** Loaded with the first file, not with the page: a script of the old kind, which makes itself known as `tus`. */
let library = null;

function loadTus(address) {
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.addEventListener("load", () => resolve(globalThis.tus));
    script.addEventListener("error", () => {
      library = null;
      script.remove();
      reject(new Error(address));
    });
    document.head.append(script);
  });
  return library;
}

export class FileRow {
  /**
   * @param {File} file
   * @param {object} before the same file's unfinished upload, if the server knows one
   * @param {{next: () => void, show: () => void, choose: Function, remove: Function}} queue
   */
  constructor(file, facts, before, queue) {
    this.file = file;
    this.facts = facts;
    this.words = facts.words;
    this.before = before;
    this.queue = queue;
    this.state = "open";
    this.speed = 0;
    this.item = document.getElementById("row").content.firstElementChild.cloneNode(true);
    this.part = (name) => this.item.querySelector(`.${name}`);
    this.build();
  }

  build() {
    const { file, item } = this;
    this.part("name").textContent = file.name;
    this.part("size").textContent = size(file.size, this.facts.language);
    item.addEventListener("focusin", () => this.queue.choose(this));
    item.addEventListener("pointerdown", () => this.queue.choose(this));
    this.part("position")?.addEventListener("change", () => this.queue.choose(this));
    this.part("remove").addEventListener("click", () => this.leaveOut());
    this.part("pause").addEventListener("click", () => (this.isSending ? this.pause() : this.resume()));
    this.part("remove").setAttribute("aria-label", `${this.part("remove").getAttribute("aria-label")}: ${file.name}`);
    if (file.size === 0) this.fail(this.words.empty);
    else if (!file.type.startsWith("video/") && !VIDEO.test(file.name)) this.fail(this.words.not_video);
    else if (this.before) this.say(fill(this.words.resumed, { percent: this.share(this.before.offset_bytes) }));
  }

  isOf(file) {
    return this.file.name === file.name && this.file.size === file.size && this.file.lastModified === file.lastModified;
  }

  get isOpen() {
    return this.state === "open";
  }

  get isSending() {
    return this.state === "sending";
  }

  get isOver() {
    return this.state === "done" || this.state === "failed";
  }

  get position() {
    return this.part("position")?.value ?? "";
  }

  set position(name) {
    this.part("position").value = name;
  }

  share(bytes) {
    return percent(this.file.size ? bytes / this.file.size : 0, this.facts.language);
  }

  say(sentence) {
    if (this.part("file-state").textContent !== sentence) this.part("file-state").textContent = sentence;
  }

  async start() {
    this.become("sending");
    const tus = await loadTus(this.facts.tus).catch(() => null);
    if (!tus) {
      this.say(this.words.offline);
      setTimeout(() => this.isSending && this.start(), WAITS_MS.at(-1));
      return;
    }
    this.upload = new tus.Upload(this.file, this.options());
    const before = await this.upload.findPreviousUploads().catch(() => []);
    const own = before.filter((one) => one.metadata.game_id === this.facts.game);
    if (!this.before && own.length) this.upload.resumeFromPreviousUpload(own.at(-1));
    if (this.isSending) this.upload.start();
  }

  options() {
    const metadata = { filename: this.file.name, filetype: this.file.type, game_id: this.facts.game };
    if (this.position) metadata.position = this.position;
    const camera = this.part("camera")?.value.trim();
    if (camera) metadata.camera = camera;
    return {
      endpoint: this.facts.uploads,
      uploadUrl: this.before ? `${this.facts.uploads}/${this.before.id}` : null,
      metadata,
      headers: this.facts.headers,
      retryDelays: WAITS_MS,
      removeFingerprintOnSuccess: true,
      storeFingerprintForResuming: true,
      onShouldRetry: (error) => this.mayRetry(error),
      onProgress: (sent, all) => this.progress(sent, all),
      onSuccess: () => this.succeed(),
      onError: (error) => this.stumble(error),
    };
  }

  mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (passes(status)) this.say(this.reason(status));
    return passes(status) || [409, 423].includes(status);
  }

  /** Why it waits. */
  reason(status) {
    if (status === NO_ROOM) return this.words.no_room;
    return status === 0 && !navigator.onLine ? this.words.offline : this.words.again;
  }

  progress(sent, all) {
    if (!this.isSending) return;
    const now = performance.now();
    if (this.seen) {
      const speed = (sent - this.seen.sent) / Math.max(1, now - this.seen.at);
      if (speed >= 0) this.speed = this.speed ? this.speed + SMOOTH * (speed - this.speed) : speed;
    }
    this.seen = { sent, at: now };
    this.item.querySelector("progress").value = (100 * sent) / all;
    const left = this.speed ? remaining((all - sent) / this.speed / 1000, this.words) : this.words.soon;
    const values = { percent: this.share(sent), size: size(all, this.facts.language), remaining: left };
    this.say(fill(this.words.sending, values));
  }

  pause() {
    this.upload?.abort();
    this.become("paused");
    this.say(fill(this.words.paused, { percent: this.share(this.seen?.sent ?? 0) }));
    this.queue.next();
  }

  resume() {
    clearTimeout(this.waiting);
    this.become("sending");
    this.seen = null;
    this.upload.start();
  }

  /** Try again later, unless somebody has pressed a button by then. */
  wait(forMs) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.isSending && this.resume(), forMs);
  }

  /** The connection is back: do not wait for the next try. */
  hurry() {
    if (!this.isSending || !this.upload) return;
    this.upload.abort().then(() => this.isSending && this.resume());
  }

  succeed() {
    this.item.querySelector("progress").value = 100;
    this.become("done");
    this.say(this.words.done);
    this.queue.next();
  }

  /** What the server refuses is final and says why; what only failed is tried again, without end. */
  stumble(error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    if (this.isSending && passes(status)) {
      this.say(this.reason(status));
      this.wait(status === NO_ROOM ? ROOM_WAIT_MS : WAITS_MS.at(-1));
      return;
    }
    let told = null;
    try {
      told = JSON.parse(answer.getBody());
    } catch {
      /* Not in the server's own words. */
    }
    this.fail(told?.detail ?? String(error.message));
    this.queue.next();
  }

  fail(sentence) {
    this.become("failed");
    this.say(sentence);
  }

  leaveOut() {
    if (this.isSending || this.state === "paused") this.upload?.abort(true).catch(() => {});
    this.queue.remove(this);
    this.queue.next();
  }

  become(state) {
    this.state = state;
    this.item.dataset.state = state;
    this.part("file-about").hidden = state !== "open";
    this.part("file-sending").hidden = !["sending", "paused"].includes(state);
    this.part("pause").textContent = state === "paused" ? this.words.resume : this.words.pause;
    this.part("remove").hidden = state === "done";
    this.queue.show();
  }
}
