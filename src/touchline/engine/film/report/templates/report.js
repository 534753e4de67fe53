// The page is whole without this script. With it: every time seeks in place, and the page follows the film.

const page = document.documentElement;
const film = document.getElementById("film");
const timeline = document.getElementById("timeline");
const scrub = document.getElementById("scrub");
const now = document.getElementById("now");
const A_HAIR_S = 0.001; // past a cut's first instant, so that rounding never shows the frame before it

const shots = [...document.querySelectorAll("#cuts tbody tr")].map((row) => ({
  row,
  at: Number(row.dataset.at),
  film: Number(row.dataset.film),
  length: Number(row.dataset.length),
}));

for (const time of document.querySelectorAll("time")) {
  const moment = new Date(time.dateTime);
  time.textContent = moment.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
}

addEventListener("beforeprint", () => {
  for (const closed of document.querySelectorAll("details:not([open])")) {
    closed.dataset.wasClosed = "";
    closed.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("details[data-was-closed]")) {
    delete opened.dataset.wasClosed;
    opened.open = false;
  }
});

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = String(((tenths % 600) / 10).toFixed(1)).padStart(4, "0");
  const head = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return `${head}:${rest}`;
}

function followFilm() {
  const missing = document.getElementById("missing");
  const isPlayable = film.dataset.type === "video/mp4" || film.canPlayType(film.dataset.type) !== "";
  const tellMissing = () => {
    missing.hidden = false;
  };
  film.addEventListener("error", tellMissing);
  if (film.error || !isPlayable) tellMissing();

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-film]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seek(Number(link.dataset.film));
    showFilm();
    film.play().catch(tellMissing);
  });
}

function seek(filmTime) {
  film.currentTime = Math.max(0, filmTime) + A_HAIR_S;
}

function showFilm() {
  const { top, bottom } = film.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) document.getElementById("stage").scrollIntoView();
}

function followShots() {
  const start = Number(timeline.dataset.start);
  const length = Number(timeline.dataset.length);
  const tip = scrub.querySelector(".tip");
  const letter = now.querySelector(".letter");
  const file = now.querySelector(".file");
  const when = now.querySelector(".when");
  const why = now.querySelector(".why");
  let current = null;

  const shotAt = (filmTime) => shots.findLast((shot) => shot.film <= filmTime + A_HAIR_S) ?? shots[0];
  const shotOnClock = (at) => shots.find((shot) => at < shot.at + shot.length) ?? shots.at(-1);
  const filmTimeAt = (at) => {
    const shot = shotOnClock(at);
    return shot.film + Math.min(shot.length, Math.max(0, at - shot.at));
  };
  const gameTime = () => {
    const shot = shotAt(film.currentTime);
    return shot.at + Math.min(shot.length, film.currentTime - shot.film);
  };
  const momentUnder = (event, element) => {
    const { left, width } = element.getBoundingClientRect();
    return start + length * Math.min(1, Math.max(0, (event.clientX - left) / width));
  };

  function tell(shot) {
    current?.row.removeAttribute("aria-current");
    current = shot;
    shot.row.setAttribute("aria-current", "true");
    const chip = shot.row.querySelector(".chip");
    letter.replaceChildren(chip.cloneNode(true));
    file.textContent = chip.title;
    when.textContent = `${clock(shot.at)} – ${clock(shot.at + shot.length)}`;
    why.textContent = shot.row.cells[2].textContent;
    timeline.style.setProperty("--shot-left", `${(100 * (shot.at - start)) / length}%`);
    timeline.style.setProperty("--shot-width", `${(100 * shot.length) / length}%`);
  }

  function follow() {
    const at = gameTime();
    const shot = shotAt(film.currentTime);
    page.style.setProperty("--now", `${(100 * (at - start)) / length}%`);
    if (shot !== current) tell(shot);
    scrub.setAttribute("aria-valuenow", (at - start).toFixed(1));
    scrub.setAttribute("aria-valuetext", `${clock(at)}, take ${letter.querySelector(".chip").lastChild.textContent}`);
  }

  function followEveryFrame() {
    follow();
    if (!film.paused) requestAnimationFrame(followEveryFrame);
  }

  function step(direction) {
    const index = shots.indexOf(shotAt(film.currentTime));
    const isWellInside = film.currentTime - shots[index].film > 1;
    const target = direction < 0 && isWellInside ? index : index + direction;
    seek(shots[Math.min(shots.length - 1, Math.max(0, target))].film);
  }

  const keys = {
    ArrowLeft: () => seek(film.currentTime - 5),
    ArrowRight: () => seek(film.currentTime + 5),
    ArrowDown: () => seek(film.currentTime - 5),
    ArrowUp: () => seek(film.currentTime + 5),
    PageUp: () => step(1),
    PageDown: () => step(-1),
    Home: () => seek(0),
    End: () => seek(shots.at(-1).film),
    " ": () => (film.paused ? film.play() : film.pause()),
  };

  film.addEventListener("play", followEveryFrame);
  for (const happening of ["seeking", "timeupdate", "loadedmetadata"]) film.addEventListener(happening, follow);

  scrub.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  scrub.addEventListener("pointerdown", (event) => {
    scrub.setPointerCapture(event.pointerId);
    seek(filmTimeAt(momentUnder(event, scrub)));
  });
  scrub.addEventListener("pointermove", (event) => {
    const at = momentUnder(event, scrub);
    if (event.buttons) seek(filmTimeAt(at));
    tip.hidden = event.pointerType !== "mouse";
    tip.style.left = `${(100 * (at - start)) / length}%`;
    tip.textContent = `${clock(at)} ${shotOnClock(at).row.querySelector(".chip").lastChild.textContent}`;
  });
  scrub.addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
  for (const plot of document.querySelectorAll("[data-plot]")) {
    plot.addEventListener("click", (event) => {
      seek(filmTimeAt(momentUnder(event, plot)));
      showFilm();
    });
  }

  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  previous.hidden = next.hidden = shots.length < 2;
  scrub.hidden = false;
  page.classList.add("follows");
  follow();
}

if (film) followFilm();
if (film && shots.length) followShots();
