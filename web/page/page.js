// The page of the explorer. It shows what the program says and asks again: laws, drawings, words and ranges are the program's.
// Last of three parts of one script.

// ---------------------------------------------------------------- what the page holds

let program = server;
let page;              // words, controls, lessons
let setting = {};      // keys with their values
let pinned = null;     // the setting to compare with
let shown = null;      // the last setting whose people were shown
let states = {};       // what the controls say
let view = "punctures";
let language = "en";
let drag = null;       // what dragging the needle changes
let playing = null;
let inputsKnown = false;
let failing = false;   // whether the setting was refused
const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const word = (name) => page.words[name] ?? name;
const dark = () => document.documentElement.classList.contains("dark");
/** A phone held upright: pictures are drawn as for a column of a journal. */
const narrow = matchMedia("(max-width: 700px)");
const ask = (request, signal) => program.ask({ language, dark: dark(), narrow: narrow.matches, setting, ...request }, signal);

const trouble = (words) => {
  $("trouble").hidden = !words;
  $("trouble").firstElementChild.textContent = words ?? "";
};
/** Runs something that asks the program, and says what went wrong. */
const tried = async (work) => {
  try {
    const done = await work();
    trouble(null);
    return done;
  } catch (error) {
    if (error.name === "AbortError" || error.kind === "stopped") return undefined;
    if (error instanceof Gone) trouble(word("gone"));
    else if (error instanceof Refused) return { refused: error };
    else { trouble(String(error)); throw error; }
    return undefined;
  }
};

// ---------------------------------------------------------------- the link

const told = (all, prefix = "") => Object.entries(all).map(([key, value]) => [prefix + key, JSON.stringify(value)]);
const link = () => {
  const parts = new URLSearchParams([...told(setting), ...(pinned ? told(pinned, "a:") : []), ["view", view], ["lang", language], ...($("lessons").value ? [["lesson", $("lessons").value]] : [])]);
  return `#${parts}`;
};
let linkTimer = 0;
/** Writes the setting into the address, after the last of several changes: browsers allow only so many a minute. */
const keepLink = () => {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(() => { try { history.replaceState(null, "", link()); } catch { /* the next change tries again */ } }, 300);
};
/** Reads the setting of a link; says whether something in it is none. */
const ofLink = () => {
  const all = { setting: {}, pinned: {}, strange: false };
  for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
    if (name === "view") { all.view = text; continue; }
    if (name === "lang") { all.language = text; continue; }
    if (name === "lesson") { all.lesson = text; continue; }
    const of = name.startsWith("a:") ? all.pinned : all.setting;
    const key = name.replace(/^a:/, "");
    let value = null;
    try { value = JSON.parse(text); } catch { /* no value of a setting */ }
    const known = key === "person" ? page.people.some((of) => of.value === value) : page.controls.some((control) => control.key === key);
    if (value === null || !known) all.strange = true;
    else of[key] = value;
  }
  return all;
};

// ---------------------------------------------------------------- changes

/** Takes a new value of a key. A device brings its own values with it. */
const set = (key, value, dragging = false) => {
  const next = copy(setting);
  if (value === undefined) delete next[key]; else next[key] = value;
  // What goes and what comes with a key is the program's to say.
  if (value !== undefined) {
    for (const other of page.drops[key] ?? []) delete next[other];
    for (const other of page.fills[key] ?? []) if (!(other in next)) next[other] = page.start[other];
  }
  choose(next, dragging);
};
const choose = (next, dragging = false) => {
  if (same(next, setting)) return;
  setting = next;
  $("notice").hidden = true;
  keepLink();
  refresh(dragging);
};

let quickRuns = false;
let quickAgain = false;
let peopleStop = null;
let viewStop = null;
let peopleTimer = 0;
/** Asks for what is at once known, then for people. A newer setting ends what is being computed. */
const refresh = (dragging = false) => {
  stopPlaying();
  peopleStop?.abort();
  viewStop?.abort();
  clearTimeout(peopleTimer);
  document.body.dataset.state = "quick";
  $("people").classList.add("waiting");
  peopleTimer = setTimeout(refreshPeople, dragging ? 250 : 60);
  if (quickRuns) { quickAgain = true; return; }
  quickRuns = true;
  tried(async () => {
    do {
      quickAgain = false;
      const began = performance.now();
      const asked = copy(setting);
      showQuick(await ask({ ask: "quick", setting: asked }));
      document.body.dataset.quickMs = Math.round(performance.now() - began);
    } while (quickAgain);
  }).finally(() => { quickRuns = false; });
};

const intoPicture = (box, picture) => {
  const parsed = new DOMParser().parseFromString(picture.svg, "text/html").body.firstElementChild;
  if (parsed) box.querySelector(".svg").replaceChildren(document.adoptNode(parsed));
};

const showQuick = (answer) => {
  const problems = answer.problems ?? [];
  if (answer.controls) states = answer.controls;
  failing = problems.some((problem) => problem.error);
  for (const built of controls) built.show(problems);
  const list = problems.map((problem) => make("li", { className: problem.error ? "error" : "" }, [problem.message, problem.allowed && `${word("allowed")}: ${problem.allowed}`, problem.why, problem.help].filter(Boolean).join("; ")));
  if (failing) list.unshift(make("li", { className: "error", textContent: [word("error"), shown && word("value_shown")].filter(Boolean).join(". ") }));
  if (answer.too_much) list.push(make("li", { className: "error", textContent: answer.too_much }));
  $("problems").replaceChildren(...list);
  if (failing) { document.body.dataset.state = "refused"; say(list.map((item) => item.textContent).join(" ")); return; }
  $("setting").textContent = answer.setting;
  $("no-scene").hidden = !answer.no_scene;
  $("no-scene").textContent = answer.no_scene ?? "";
  $("scene").hidden = $("play-stroke").hidden = $("drag-hint").hidden = !answer.scene;
  drag = answer.scene?.drag ?? null;
  if (answer.scene) {
    intoPicture($("scene"), answer.scene);
    $("scene").dataset.width = answer.scene.width;
    const of = control(drag.key);
    const [low, high] = states[drag.key]?.range ?? [of.kind.from, of.kind.to];
    const handle = $("handle");
    handle.setAttribute("aria-label", of.label);
    handle.setAttribute("aria-valuemin", low);
    handle.setAttribute("aria-valuemax", high);
    handle.setAttribute("aria-valuenow", valueOf(drag.key));
    handle.setAttribute("aria-valuetext", `${valueOf(drag.key)} ${of.unit}`);
  }
  if (answer.device) intoPicture($("device"), answer.device);
  $("quick").replaceChildren(...(answer.values ?? []).flatMap(({ name, words }) => [make("dt", { textContent: name }), make("dd", { textContent: words })]));
  const parts = [...document.querySelectorAll("#face [data-site]")];
  const chosen = parts.find((part) => part.dataset.site === setting["skin.site"]);
  for (const part of parts) {
    part.setAttribute("aria-pressed", String(part === chosen));
    // One stop of the keyboard for the whole face; arrow keys go on from there.
    part.setAttribute("tabindex", part === (chosen ?? parts[0]) ? "0" : "-1");
  }
};

const refreshPeople = async () => {
  peopleStop?.abort();
  const stop = new AbortController();
  peopleStop = stop;
  const asked = copy(setting);
  const since = shown;
  const compare = pinned && !same(pinned, asked) ? pinned : undefined;
  const busy = (words) => { $("busy").textContent = words; };
  const request = { ask: "people", setting: asked, ...(since && { since }), ...(compare && { pinned: compare }) };
  const face = ask({ ask: "picture", name: "face", setting: asked }, stop.signal);
  face.then((picture) => intoPicture($("face"), picture)).catch(() => {});
  inputsKnown = false;
  const began = performance.now();
  busy(word("computing"));
  for (const inputs of [false, true]) {
    const answer = await tried(() => ask({ ...request, inputs }, stop.signal));
    if (stop.signal.aborted) return;
    if (!answer || answer.refused) {
      busy("");
      if (answer?.refused && !failing) {
        $("problems").replaceChildren(make("li", { className: "error", textContent: answer.refused.message }));
        say(answer.refused.message);
      }
      document.body.dataset.state = "refused";
      return;
    }
    inputsKnown = inputs;
    showPeople(answer, compare);
    if (!inputs) {
      document.body.dataset.peopleMs = Math.round(performance.now() - began);
      busy(word("computing_inputs"));
      await showView(stop.signal, false);
      if (stop.signal.aborted) return;
      document.body.dataset.state = "people";
    }
  }
  // The line below a picture names the scenario that is saved, whose run has the bounds.
  await showView(stop.signal, true);
  if (stop.signal.aborted) return;
  shown = asked;
  busy("");
  document.body.dataset.inputsMs = Math.round(performance.now() - began);
  document.body.dataset.state = "whole";
};

const showPeople = (answer, compare) => {
  $("people-title").textContent = answer.heading;
  $("people").classList.remove("waiting");
  $("people").replaceChildren(...answer.values.map((row) => {
    const spreads = [row.chance, row.between, row.inputs, row.rests].filter(Boolean);
    const against = compare && row.pinned ? make("dd", { className: `against ${row.pinned.verdict}`, textContent: `${word("against_a")}: ${row.pinned.words}` }) : null;
    const box = make("div", { className: "value" }, make("dt", { textContent: row.name }), make("dd", { className: "number", textContent: row.value }), ...spreads.map((words) => make("dd", { className: "spread", textContent: words })), against);
    box.dataset.key = row.key;
    return box;
  }));
  const changed = answer.values.map((row) => row.since).filter(Boolean);
  // Beside a pinned setting the same list may stand with the values.
  const twice = compare && same(compare, shown);
  $("changes-part").hidden = !changed.length || twice;
  if (changed.length) {
    $("changes-title").textContent = word("changed_heading");
    $("changes").replaceChildren(...changed.map(({ words, verdict }) => make("li", { className: verdict, textContent: words })));
  }
  document.body.dataset.summary = JSON.stringify(answer.summary);
  const news = changed.filter(({ verdict }) => verdict === "differs").map(({ words }) => words);
  say([answer.setting, ...(news.length ? news : answer.values.map((row) => `${row.name} ${row.value}`))].join(". "));
};

let lastSaid = "";
const say = (words) => { if (words !== lastSaid) { lastSaid = words; $("said").textContent = words; } };

// ---------------------------------------------------------------- pictures

let turn = 0;
const showView = async (signal, inputs = inputsKnown) => {
  // A later turn shows another picture or another setting; answers to this one are then late.
  const mine = (turn += 1);
  const name = view;
  const both = pinned && !same(pinned, setting) && view !== "face-regions";
  $("view-a").hidden = !both;
  $("view-b").firstElementChild.hidden = !both;
  const draw = async (box, of) => {
    box.classList.add("waiting");
    const answer = await tried(() => ask({ ask: "picture", name, setting: of, inputs, ...(both && { narrow: true }) }, signal));
    if (signal?.aborted || mine !== turn) return null;
    box.classList.remove("waiting");
    if (!answer) return null;
    if (answer.refused) { box.querySelector(".svg").replaceChildren(make("p", { className: "note", textContent: answer.refused.message || word("no_picture") })); return null; }
    intoPicture(box, answer);
    return answer;
  };
  if (both) await draw($("view-a"), pinned);
  const answer = await draw($("view-b"), copy(setting));
  if (signal?.aborted || mine !== turn) return;
  $("caption").textContent = answer?.caption ?? "";
  document.body.dataset.drawn = name;
};

const buildViews = () => {
  const tabs = page.views.map(({ name, label }) => {
    const tab = make("button", { type: "button", textContent: label, id: `tab-${name}` });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "view");
    tab.dataset.view = name;
    tab.onclick = () => chooseView(name);
    tab.onkeydown = (event) => {
      const [at, count] = [page.views.findIndex((of) => of.name === name), page.views.length];
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = page.views[(to + count) % count];
      chooseView(next.name);
      $(`tab-${next.name}`).focus();
    };
    return tab;
  });
  $("views").replaceChildren(...tabs);
  markView();
};
const markView = () => {
  for (const tab of $("views").children) {
    const chosen = tab.dataset.view === view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  $("view").setAttribute("aria-labelledby", `tab-${view}`);
};
const chooseView = (name) => {
  view = name;
  markView();
  keepLink();
  viewStop?.abort();
  // In the file the thread of the people draws too; ending it would end them.
  viewStop = program === server ? new AbortController() : null;
  showView(viewStop?.signal);
};

// ---------------------------------------------------------------- animations

let starting = 0;
const stopPlaying = () => {
  starting += 1;
  if (!playing) return;
  clearInterval(playing.timer);
  playing.button.setAttribute("aria-pressed", "false");
  playing.button.textContent = word(playing.name === "stroke" ? "play" : "play_passes");
  $("frame").hidden = true;
  $("drag-hint").hidden = !drag;
  $("frame-note").textContent = "";
  $("scene").classList.remove("still");
  playing.still && $("scene").querySelector(".svg").replaceChildren(playing.still);
  playing = null;
};
const play = async (name, button) => {
  if (playing) { const was = playing.name; stopPlaying(); if (was === name) return; }
  const mine = (starting += 1);
  button.setAttribute("aria-busy", "true");
  const answer = await tried(() => ask({ ask: "frames", name, count: name === "stroke" ? 30 : 24, setting: copy(setting) }));
  button.removeAttribute("aria-busy");
  // A later press or a newer setting comes first.
  if (!answer || mine !== starting || playing) return;
  if (answer.refused) { $("problems").replaceChildren(make("li", { className: "error", textContent: answer.refused.message })); return; }
  const slot = $("scene").querySelector(".svg");
  const frames = answer.frames.map((svg) => document.adoptNode(new DOMParser().parseFromString(svg, "text/html").body.firstElementChild));
  playing = { name, button, frames, still: slot.firstElementChild, at: 0 };
  const frame = $("frame");
  Object.assign(frame, { max: frames.length - 1, value: 0, hidden: false });
  const show = (at) => { playing.at = at; frame.value = at; slot.replaceChildren(frames[at]); };
  frame.oninput = () => { clearInterval(playing.timer); show(frame.valueAsNumber); };
  button.setAttribute("aria-pressed", "true");
  button.textContent = word("stop");
  $("drag-hint").hidden = true;
  $("frame-note").textContent = answer.caption;
  $("scene").classList.add("still");
  show(0);
  playing.timer = setInterval(() => {
    if (playing.at + 1 < frames.length) show(playing.at + 1); else clearInterval(playing.timer);
  }, answer.frame_ms);
  document.body.dataset.frames = frames.length;
};

// ---------------------------------------------------------------- dragging the needle

const buildHandle = () => {
  const handle = $("handle");
  const range = () => states[drag.key]?.range ?? [control(drag.key).kind.from, control(drag.key).kind.to];
  const step = () => control(drag.key).kind.step;
  const move = (to) => {
    const [low, high] = range();
    const value = rounded(Math.min(high, Math.max(low, Math.round(to / step()) * step())), 6);
    if (value !== valueOf(drag.key)) set(drag.key, value, true);
  };
  let from = null;
  handle.onpointerdown = (event) => {
    // On a phone a finger scrolls the page; the slider is below.
    if (!drag || playing || (narrow.matches && event.pointerType === "touch")) return;
    handle.setPointerCapture(event.pointerId);
    const box = $("scene").getBoundingClientRect();
    from = { y: event.clientY, value: valueOf(drag.key), mmPerPixel: Number($("scene").dataset.width) / box.width / drag.units_per_mm };
  };
  handle.onpointermove = (event) => { if (from && drag) move(from.value + (event.clientY - from.y) * from.mmPerPixel); };
  handle.onpointerup = handle.onpointercancel = () => { from = null; };
  handle.onkeydown = (event) => {
    if (!drag || playing) return;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 5, PageUp: -5 }[event.key];
    const [low, high] = range();
    if (by) move(valueOf(drag.key) + by * step());
    else if (event.key === "Home") move(low);
    else if (event.key === "End") move(high);
    else return;
    event.preventDefault();
  };
};

// ---------------------------------------------------------------- saving and sharing

const save = (name, type, data) => {
  const url = URL.createObjectURL(new Blob([data], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  $("done").textContent = `${word("saved")} ${name}`;
};
const copyText = async (text, done = "copied") => {
  $("to-copy").hidden = true;
  try {
    await navigator.clipboard.writeText(text);
    $("done").textContent = word(done);
  } catch {
    $("done").textContent = word("copy_failed");
    Object.assign($("to-copy"), { value: text, hidden: false });
    $("to-copy").select();
  }
};
const refusedHere = (answer) => {
  if (!answer) return true;
  if (answer.refused) { $("done").textContent = answer.refused.message || word("no_picture"); return true; }
  return false;
};
const buildExports = () => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  $("save-svg").onclick = async () => {
    const answer = await tried(() => ask({ ask: "svg", name: view, inputs: inputsKnown }));
    if (!refusedHere(answer)) save(`${view}.svg`, "image/svg+xml", answer.svg);
  };
  $("save-png").onclick = async () => {
    const answer = await tried(() => ask({ ask: "png", name: view, inputs: inputsKnown }));
    if (!refusedHere(answer)) save(`${view}.png`, "image/png", bytes(answer.png));
  };
  $("save-scenario").onclick = async () => {
    const answer = await tried(() => ask({ ask: "export", inputs: true }));
    if (!refusedHere(answer)) { save(answer.file_name, "text/plain", answer.file); $("done").textContent += ` · ${word("run_it")} ${answer.of_file}`; }
  };
  $("copy-command").onclick = async () => {
    const answer = await tried(() => ask({ ask: "export", inputs: true }));
    if (!refusedHere(answer)) await copyText(answer.command ?? answer.of_file, answer.command ? "copied" : "command_of_file");
  };
  $("copy-link").onclick = () => copyText(location.href.split("#")[0] + link(), program === server ? "link_of_server" : "copied");
  $("pin").onclick = () => {
    // What cannot be computed cannot be compared with.
    if (failing && !pinned) return;
    pinned = pinned ? null : copy(setting);
    if (!pinned) showLesson("");
    $("done").textContent = pinned ? word("pinned") : "";
    markPin();
    keepLink();
    clearTimeout(peopleTimer);
    refreshPeople();
  };
};
const markPin = () => {
  $("pin").textContent = word(pinned ? "unpin" : "pin");
  $("pin").setAttribute("aria-pressed", String(Boolean(pinned)));
};

// ---------------------------------------------------------------- lessons

/** Shows the question of a lesson, or none. Its picture comes first while it is open. */
const showLesson = (name) => {
  const lesson = page.lessons.find((of) => of.name === name);
  $("lessons").value = lesson ? name : "";
  $("question").hidden = !lesson;
  $("question").firstElementChild.textContent = lesson?.question ?? "";
  $("answer").open = false;
  $("answer").lastElementChild.textContent = lesson?.answer ?? "";
  document.body.classList.toggle("lesson", Boolean(lesson));
  return lesson;
};

// ---------------------------------------------------------------- the whole

const buildWords = () => {
  document.documentElement.lang = language;
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  $("language").replaceChildren(...page.languages.map(({ code, name }) => make("option", { value: code, textContent: name, selected: code === language })));
  $("lessons").replaceChildren(make("option", { value: "", textContent: word("lesson_none") }), ...page.lessons.map(({ name, title }) => make("option", { value: name, textContent: title })));
  markPin();
};
const build = () => { buildWords(); buildControls(); buildViews(); };

const begin = async () => {
  page = await program.ask({ ask: "page", language, dark: dark(), setting: {} });
  const of = ofLink();
  if (of.language && of.language !== language && page.languages.some(({ code }) => code === of.language)) {
    language = of.language;
    page = await program.ask({ ask: "page", language, dark: dark(), setting: {} });
  }
  setting = Object.keys(of.setting).length ? of.setting : copy(page.start);
  pinned = Object.keys(of.pinned).length ? of.pinned : null;
  if (page.views.some(({ name }) => name === of.view)) view = of.view;
  build();
  buildHandle();
  buildExports();
  $("play-stroke").onclick = () => play("stroke", $("play-stroke"));
  $("play-passes").onclick = () => play("passes", $("play-passes"));
  $("lessons").onchange = () => {
    const lesson = showLesson($("lessons").value);
    if (!lesson) { keepLink(); return; }
    pinned = lesson.pinned;
    view = lesson.view;
    shown = null;
    markPin();
    markView();
    setting = copy(lesson.setting);
    keepLink();
    refresh();
  };
  $("language").onchange = async () => {
    language = $("language").value;
    const lesson = $("lessons").value;
    const fresh = await tried(() => program.ask({ ask: "page", language, dark: dark(), setting: {} }));
    if (!fresh || fresh.refused) return;
    stopPlaying();
    page = fresh;
    build();
    showLesson(lesson);
    $("changes-part").hidden = true;
    keepLink();
    refresh();
  };
  $("dark").onchange = () => {
    document.documentElement.classList.toggle("dark", $("dark").checked);
    try { localStorage.setItem("night", String($("dark").checked)); } catch { /* a browser may forbid it */ }
    refresh();
  };
  $("reset").onclick = () => {
    pinned = null;
    shown = null;
    showLesson("");
    view = page.views[1].name;
    markView();
    $("changes-part").hidden = true;
    markPin();
    setting = copy(page.start);
    keepLink();
    refresh();
  };
  $("retry").onclick = () => refresh();
  narrow.onchange = () => refresh();
  // The address holds the setting, so no link of the page may replace it.
  document.querySelector(".skip").onclick = (event) => { event.preventDefault(); $("values").focus(); };
  // Another link in the same tab is another page.
  addEventListener("hashchange", () => location.reload());
  showLesson(of.lesson ?? "");
  $("starting").hidden = true;
  document.querySelector("main").hidden = false;
  document.body.dataset.paintedMs = Math.round(performance.now());
  refresh();
  $("notice").hidden = !of.strange;
  $("notice").textContent = of.strange ? word("link_ignored") : "";
};

(async () => {
  let night = null;
  try { night = localStorage.getItem("night"); } catch { /* a browser may forbid it */ }
  $("dark").checked = night === null ? matchMedia("(prefers-color-scheme: dark)").matches : night === "true";
  document.documentElement.classList.toggle("dark", $("dark").checked);
  if (navigator.language?.startsWith("de")) language = "de";
  const packed = $("program");
  try {
    if (packed) {
      if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function" || !WebAssembly.validate(SIMD)) {
        $("old-browser").hidden = false;
        $("starting").hidden = true;
        return;
      }
      program = inside;
      await inside.begin(packed.textContent.trim());
      packed.remove();
    }
    await begin();
  } catch (error) {
    $("starting").hidden = true;
    trouble(error instanceof Gone ? "puncta explore does not answer; start it again. / puncta explore antwortet nicht; bitte neu starten." : String(error));
    throw error;
  }
})();
