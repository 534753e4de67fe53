/** Play, sound, speed, full screen, and what is said over the picture. */

const element = (id) => document.getElementById(id);

export class Controls {
  constructor(stage, words) {
    this.stage = stage;
    this.words = words;
    this.saysReasons = false;
    this.reason = "";
    for (const name of ["play", "pause", "ended"]) stage.addEventListener(name, () => this.showPlaying());
    stage.addEventListener("changing", () => this.showWaiting(true));
    stage.addEventListener("changed", () => this.showPlaying());
    for (const name of ["waiting", "playing", "seeked"]) {
      stage.addEventListener(name, () => this.showWaiting(name === "waiting"));
    }
    stage.addEventListener("lost", ({ detail }) => {
      this.showWaiting(false);
      this.say(words[`lost_${detail.kind}`]);
    });
    document.addEventListener("fullscreenchange", () => {
      document.body.classList.toggle("is-full", document.fullscreenElement !== null);
    });
  }

  toggle() {
    if (this.stage.isPaused) this.stage.play();
    else this.stage.pause();
  }

  showPlaying() {
    const isPaused = this.stage.isPaused;
    document.body.classList.toggle("is-playing", !isPaused);
    element("play").setAttribute("aria-label", isPaused ? this.words.play : this.words.pause);
    if (!isPaused) element("start").hidden = true;
    this.showWaiting(false);
  }

  showWaiting(isWaiting) {
    document.body.classList.toggle("is-waiting", isWaiting);
  }

  toggleSound() {
    this.stage.setSound({ isMuted: !this.stage.isMuted });
    this.showSound();
  }

  showSound() {
    const { isMuted } = this.stage;
    document.body.classList.toggle("is-mute", isMuted);
    element("mute").setAttribute("aria-pressed", String(isMuted));
  }

  setRate(rate) {
    this.stage.setRate(rate);
    element("speed").value = String(rate);
  }

  async toggleFull() {
    const root = element("player");
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (root.requestFullscreen) await root.requestFullscreen().catch(() => {});
    else this.stage.video?.webkitEnterFullscreen?.();
  }

  toggleReasons() {
    this.saysReasons = !this.saysReasons;
    element("why").setAttribute("aria-pressed", String(this.saysReasons));
    element("caption").hidden = !this.saysReasons;
    element("caption").setAttribute("aria-live", this.saysReasons ? "polite" : "off");
  }

  showReason(shot) {
    const reason = shot ? `${shot.letter}: ${shot.reason}` : "";
    if (reason === this.reason) return;
    this.reason = reason;
    element("caption").textContent = reason;
  }

  changed(name) {
    const shown = element("shown");
    shown.textContent = name;
    shown.hidden = false;
    this.showSound();
    this.showPlaying();
  }

  /** Say something over the picture for a while. */
  say(sentence) {
    const note = element("note");
    note.textContent = sentence;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => (note.textContent = ""), 6000);
  }

  /** Show a jump where the finger was. */
  flash(byS) {
    const ring = document.querySelector(".touch .ring");
    ring.textContent = `${byS > 0 ? "+" : "−"}${Math.abs(byS)} s`;
    ring.className = `ring ${byS > 0 ? "right" : "left"} is-lit`;
    clearTimeout(this.dim);
    this.dim = setTimeout(() => ring.classList.remove("is-lit"), 500);
  }
}
