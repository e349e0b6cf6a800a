// Controls: what the program says of its keys, as inputs. Second of three parts of one script.

// ---------------------------------------------------------------- controls

const control = (key) => page.controls.find((control) => control.key === key);
/** The value that the setting states, or else the one in use. */
const valueOf = (key) => {
  if (key === "person") return setting.person ?? personOf();
  return key in setting ? setting[key] : states[key]?.value;
};
const personOf = () => (setting["skin.person"] === "average" ? "average" : "many");
const rounded = (value, digits) => Number(value.toPrecision(digits));

/** A control of a key. Each has `show()`, which makes it say what the program says. */
const controlFor = (of) => {
  const id = `c-${of.key.replaceAll(/[^a-z0-9]/g, "-")}`;
  const unit = of.unit ? make("span", { className: "why", textContent: of.unit }) : null;
  const label = make("label", { htmlFor: id }, make("span", { textContent: of.label }), unit);
  const box = make("div", { className: "control", title: of.help });
  const why = make("div", { className: "why", id: `${id}-why`, hidden: true });
  const error = make("div", { className: "error", id: `${id}-error`, hidden: true });
  const take = make("button", { type: "button", className: "take", textContent: word("take_default"), hidden: true });
  take.onclick = () => { const next = copy(setting); delete next[of.key]; choose(next); };
  const kind = of.kind;
  let inputs = [];
  let show = () => {};
  if (kind.type === "number" || kind.type === "integer") {
    const whole = kind.type === "integer";
    const range = make("input", { type: "range", id });
    // Not of the type "number": some browsers drop a decimal comma there, and 2,5 becomes 25.
    const number = make("input", { type: "text", className: "typed", inputMode: "decimal", spellcheck: false });
    const written = (value) => (language === "de" ? String(value).replace(".", ",") : String(value));
    const read = () => (number.value.trim() === "" ? NaN : Number(number.value.trim().replace(",", ".")));
    number.setAttribute("aria-label", `${of.label}${of.unit ? `, ${of.unit}` : ""}`);
    const ends = () => states[of.key]?.range ?? [kind.from, kind.to];
    const [PARTS, log] = [100, kind.logarithmic];
    const toPlace = (value) => { const [from, to] = ends(); return log ? PARTS * Math.log(value / from) / Math.log(to / from) : value; };
    const toValue = (place) => {
      const [from, to] = ends();
      const value = log ? rounded(from * (to / from) ** (place / PARTS), 2) : Math.min(to, Math.max(from, rounded(Number(place), 6)));
      return whole ? Math.round(value) : value;
    };
    range.oninput = () => { number.value = written(toValue(range.value)); set(of.key, toValue(range.value), true); };
    number.onchange = () => {
      if (Number.isFinite(read())) set(of.key, read());
      else number.value = valueOf(of.key) === undefined ? "" : written(valueOf(of.key));
    };
    show = () => {
      const value = valueOf(of.key);
      const [from, to] = ends();
      Object.assign(range, log ? { min: 0, max: PARTS, step: 1 } : { min: from, max: to, step: whole ? 1 : kind.step });
      if (typeof value === "number") {
        if (document.activeElement !== range) range.value = toPlace(value);
        // Nobody's typing is overwritten.
        if (document.activeElement !== number) number.value = written(value);
      } else { range.value = log ? PARTS / 2 : from; number.value = ""; }
      range.setAttribute("aria-valuetext", `${value ?? word("default")} ${of.unit}`);
    };
    inputs = [range, number];
    box.append(label, make("div", { className: "row" }, range, number));
  } else if (kind.type === "choice") {
    const select = make("select", { id });
    const fill = (empty) => select.replaceChildren(...(empty ? [make("option", { value: "", textContent: `(${word("default")})` })] : []), ...kind.options.map(({ value, label }) => make("option", { value, textContent: label })));
    fill(false);
    select.onchange = () => set(of.key, select.value === "" ? undefined : select.value);
    show = () => { const value = valueOf(of.key); fill(value === undefined); select.value = value ?? ""; };
    inputs = [select];
    box.append(label, select);
  } else if (kind.type === "words") {
    const ticks = kind.options.map(({ value, label }) => {
      const tick = make("input", { type: "checkbox", value });
      tick.onchange = () => {
        const now = valueOf(of.key) ?? [];
        const next = tick.checked ? [...now, value] : now.filter((other) => other !== value);
        if (next.length) set(of.key, next); else show();
      };
      return make("label", {}, tick, make("span", { textContent: label }));
    });
    show = () => { const value = valueOf(of.key) ?? []; for (const tick of ticks) tick.firstChild.checked = value.includes(tick.firstChild.value); };
    inputs = ticks.map((tick) => tick.firstChild);
    const group = make("fieldset", { className: "ticks" }, make("legend", { className: "label", textContent: of.label }), ...ticks);
    box.append(group);
  } else {
    const list = kind.type === "list";
    const input = list ? make("textarea", { id, rows: 2, placeholder: word("list_hint"), spellcheck: false }) : make("input", { type: "text", id, maxLength: kind.most });
    input.onchange = () => {
      if (input.value.trim() === "") { set(of.key, undefined); return; }
      if (!list) { set(of.key, input.value); return; }
      // Lists as in a scenario are read by the program.
      try { set(of.key, JSON.parse(input.value)); } catch { set(of.key, input.value); }
    };
    show = () => { const value = valueOf(of.key); if (document.activeElement !== input) input.value = value === undefined ? "" : list && typeof value !== "string" ? JSON.stringify(value) : value; };
    inputs = [input];
    box.append(label, input);
  }
  for (const input of inputs) input.setAttribute("aria-describedby", `${why.id} ${error.id}`);
  box.append(why, error, take);
  return {
    key: of.key,
    box,
    show(problems) {
      const state = states[of.key] ?? {};
      show();
      const off = state.why_not;
      for (const input of inputs) input.disabled = Boolean(off);
      box.classList.toggle("idle", Boolean(off));
      why.textContent = off ?? state.note ?? "";
      why.hidden = !why.textContent;
      const wrong = problems.filter((problem) => problem.error && problem.key && problem.key.split("[")[0] === of.key);
      error.textContent = wrong.map((problem) => [problem.message, problem.allowed && `${word("allowed")}: ${problem.allowed}`].filter(Boolean).join("; ")).join(" ");
      error.hidden = !wrong.length;
      take.hidden = !(of.key in setting && ["number", "integer", "list", "text"].includes(kind.type) && !same(setting[of.key], page.start[of.key]));
    },
  };
};

let controls = [];
let more = new Set();
const buildControls = () => {
  controls = [];
  more = new Set();
  const add = (key, into) => {
    const of = key === "person"
      ? { key, label: word("person"), help: word("person_help"), unit: "", kind: { type: "choice", options: page.people } }
      : control(key);
    const built = controlFor(of);
    controls.push(built);
    into.append(built.box);
  };
  const form = $("controls");
  form.replaceChildren();
  form.onsubmit = (event) => event.preventDefault();
  const seen = new Set();
  for (const { title, controls: keys } of page.groups) {
    const group = make("fieldset", {}, make("legend", { textContent: title }));
    for (const key of keys) {
      add(key, group);
      seen.add(key);
      if (key === "skin.site") group.append(buildFace());
      if (key === "device.preset") group.append(make("div", { id: "device" }, make("div", { className: "svg" })));
    }
    form.append(group);
  }
  const rest = page.controls.filter((of) => !seen.has(of.key));
  const details = make("details", { id: "more" }, make("summary", { textContent: word("more") }));
  for (const section of new Set(rest.map((of) => of.section))) {
    const inner = make("details", {}, make("summary", { textContent: rest.find((of) => of.section === section).section_title }));
    for (const of of rest.filter((of) => of.section === section)) { more.add(of.key); add(of.key, inner); }
    details.append(inner);
  }
  form.append(details);
};

/** The face, whose parts can be touched. */
const buildFace = () => {
  const touch = document.createElementNS(SVG, "svg");
  touch.setAttribute("class", "touch");
  touch.setAttribute("viewBox", `0 0 ${page.face.size.join(" ")}`);
  touch.setAttribute("role", "group");
  touch.setAttribute("aria-label", word("face_hint"));
  for (const { site, name, polygons } of page.face.regions) {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("tabindex", "-1");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", name);
    group.dataset.site = site;
    const title = document.createElementNS(SVG, "title");
    title.textContent = name;
    group.append(title);
    for (const points of polygons) {
      const polygon = document.createElementNS(SVG, "polygon");
      polygon.setAttribute("points", points.map((point) => point.join(",")).join(" "));
      group.append(polygon);
    }
    group.onclick = () => set("skin.site", site);
    group.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) {
        const all = [...touch.querySelectorAll("g")];
        const next = all[(all.indexOf(group) + step + all.length) % all.length];
        for (const part of all) part.setAttribute("tabindex", part === next ? "0" : "-1");
        next.focus();
      } else if (event.key === "Enter" || event.key === " ") set("skin.site", site);
      else return;
      event.preventDefault();
    };
    touch.append(group);
  }
  return make("div", { id: "face" }, make("div", { className: "svg" }), touch, make("p", { className: "note", textContent: word("face_hint") }));
};
