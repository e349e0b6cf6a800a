// The page in a real browser: served by the program, and as one file with the program inside.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { browse, file, folder, run, serve, whole } from "./program.mjs";

/** Opens the page of a server of its own, or the file. */
const open = async (context, kind, of = {}, hash = "") => {
  const server = kind === "server" ? await serve() : null;
  if (server) context.after(server.end);
  const seen = await browse(context, of);
  const address = (server ? server.address : pathToFileURL(file).href) + hash;
  await seen.page.goto(address);
  return { ...seen, server, address };
};
const values = (page) => page.evaluate(() => JSON.parse(document.body.dataset.summary));
const text = (page, selector) => page.locator(selector).innerText();
/** Does something and waits until the page shows the new setting. */
const after = async (page, act) => {
  await page.evaluate(() => { document.body.dataset.state = "asked"; });
  await act();
  await whole(page);
};

for (const kind of ["server", "file"]) {
  test(`identity_every_control_moves_the_values: ${kind}`, async (context) => {
    const { page, errors } = await open(context, kind);
    await whole(page);
    let before = await values(page);
    const sliders = ["device-depth-mm", "device-length-mm", "technique-passes", "technique-hand-speed-mm-s", "technique-force-n"];
    for (const name of sliders) {
      await after(page, async () => {
        await page.locator(`#c-${name}`).focus();
        await page.keyboard.press("ArrowLeft");
        await page.keyboard.press("ArrowLeft");
      });
      const now = await values(page);
      assert.notEqual(now.scenario_hash, before.scenario_hash, name);
      before = now;
    }
    for (const [name, value] of [["skin-site", "temple"], ["person", "thin"], ["skin-support", "bench"], ["person", "many"], ["skin-support", "in_vivo"], ["device-preset", "roller-192"]]) {
      await after(page, () => page.locator(`#c-${name}`).selectOption(value));
      const now = await values(page);
      assert.notEqual(now.scenario_hash, before.scenario_hash, `${name} ${value}`);
      before = now;
    }
    // A roller has no dial: the control says so, and length takes its place.
    assert.ok(await page.locator("#c-device-depth-mm").isDisabled());
    assert.match(await text(page, "#c-device-depth-mm-why"), /roller/);
    assert.deepEqual(errors, []);
  });

  test(`identity_the_needle_is_dragged_and_plays: ${kind}`, async (context) => {
    const { page, errors } = await open(context, kind);
    await whole(page);
    const before = await values(page);
    const box = await page.locator("#scene").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await after(page, async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let step = 1; step <= 10; step += 1) await page.mouse.move(x, y + 5 * step);
      await page.mouse.up();
    });
    const now = await values(page);
    assert.ok(now.depth_mm.set.value > before.depth_mm.set.value + 0.1, `${now.depth_mm.set.value}`);
    assert.ok(now.depth_mm.mean.value > before.depth_mm.mean.value);
    // What changed is said, with its error.
    assert.match(await text(page, "#changes"), /±/);
    for (const name of ["stroke", "passes"]) {
      await page.locator(`#play-${name}`).click();
      await page.waitForFunction(() => document.getElementById("frame").valueAsNumber > 3, null, { timeout: 60_000 });
      await page.locator(`#play-${name}`).click();
    }
    // The keyboard drags too.
    await after(page, async () => { await page.locator("#handle").focus(); await page.keyboard.press("ArrowUp"); });
    assert.ok((await values(page)).depth_mm.set.value < now.depth_mm.set.value);
    assert.deepEqual(errors, []);
  });

  test(`identity_two_settings_are_compared_and_noise_is_called_noise: ${kind}`, async (context) => {
    const { page, errors } = await open(context, kind);
    await whole(page);
    await after(page, () => page.locator("#pin").click());
    await after(page, () => page.locator("#c-technique-passes").press("ArrowRight"));
    assert.equal(await page.locator("#view-a").isVisible(), true);
    const against = await page.locator("#people .against").allInnerTexts();
    assert.equal(against.length, 5);
    assert.match(against[1], /B compared with A.*±/s);
    // Another share of what counts as within tolerance changes no value that is told.
    await after(page, () => page.locator("#pin").click());
    assert.equal(await page.locator("#view-a").isVisible(), false);
    for (const view of ["dermal-injury", "tips-by-layer", "tip-depth", "fat-reach", "cross-section", "face-regions", "section", "puncture-density", "punctures"]) {
      await page.locator(`#tab-${view}`).click();
      await page.waitForFunction((name) => document.body.dataset.drawn === name, view, { timeout: 60_000 });
      assert.ok(await page.locator("#view-b svg").count() > 0, view);
    }
    assert.deepEqual(errors, []);
  });

  test(`identity_what_is_saved_gives_the_same_numbers: ${kind}`, async (context) => {
    const { page, errors } = await open(context, kind, {}, "#view=tip-depth");
    await whole(page);
    await after(page, () => page.locator("#c-device-depth-mm").press("ArrowRight"));
    const where = folder(context);
    const saved = async (button) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).click()]);
      const name = path.join(where, download.suggestedFilename());
      await download.saveAs(name);
      return name;
    };
    const scenario = await saved("#save-scenario");
    run(where, "run", scenario, "--no-pictures", "--quiet", "--out", "run");
    const here = await values(page);
    const there = JSON.parse(fs.readFileSync(path.join(where, "run/summary.json"), "utf8"));
    if (kind === "server") assert.deepEqual(here, there);
    else assert.equal(here.scenario_hash, there.scenario_hash);
    assert.match(fs.readFileSync(await saved("#save-svg"), "utf8"), /^<svg/);
    assert.deepEqual([...fs.readFileSync(await saved("#save-png")).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    // The link holds the setting.
    const link = await page.evaluate(() => location.href);
    await page.goto("about:blank");
    await page.goto(link);
    await whole(page);
    assert.deepEqual(await values(page), here);
    assert.deepEqual(errors, []);
  });
}

test("identity_german_page_has_no_english_word_left", async (context) => {
  const { page, errors } = await open(context, "server");
  await whole(page);
  await after(page, () => page.locator("#language").selectOption("de"));
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  const all = await text(page, "body");
  for (const english of ["Depth", "Passes", "Skin", "Punctures", "What it does", "patient’s", "people", "Save"]) assert.doesNotMatch(all, new RegExp(`\\b${english}\\b`), english);
  assert.match(all, /Tiefe der Spitzen/);
  assert.match(await text(page, "#people"), /\d,\d/);
  assert.deepEqual(errors, []);
});

test("limit_what_a_device_cannot_have_is_said_at_its_control", async (context) => {
  const { page, errors } = await open(context, "server");
  await whole(page);
  const before = await text(page, "#people");
  const number = page.locator("#c-device-depth-mm ~ .typed");
  await number.fill("9");
  await number.press("Enter");
  await page.waitForFunction(() => document.body.dataset.state === "refused");
  assert.match(await text(page, "#c-device-depth-mm-error"), /depth_mm/);
  assert.equal(await text(page, "#people"), before);
  assert.equal(await number.inputValue(), "9");
  await after(page, async () => { await number.fill("0.8"); await number.press("Enter"); });
  assert.equal(await page.locator("#c-device-depth-mm-error").isVisible(), false);
  // Every key can be reached, and a list is typed.
  await page.locator("#more > summary").click();
  for (const inner of await page.locator("#more > details > summary").all()) await inner.click();
  assert.ok(await page.locator("#more .control").count() > 60);
  const lesions = page.locator("#c-area-lesions");
  await lesions.fill("[not a list");
  await lesions.press("Tab");
  await page.locator("#c-area-lesions-error").waitFor({ state: "visible" });
  assert.equal(await lesions.inputValue(), "[not a list");
  // As a scenario writes it.
  await after(page, async () => { await lesions.fill("[{ x_mm = 5.0, y_mm = 5.0, radius_mm = 1.0 }]"); await lesions.press("Tab"); });
  // A decimal comma is one.
  await after(page, async () => { await number.fill("0,7"); await number.press("Enter"); });
  assert.ok(Math.abs((await values(page)).depth_mm.set.value - 0.7) < 1e-9);
  assert.deepEqual(errors, []);
});

test("limit_a_link_of_a_stranger_is_no_more_than_a_setting", async (context) => {
  const evil = encodeURIComponent('"<img src=x onerror=alert(1)>"');
  const hash = `#device.preset=%22pen-12%22&skin.site=%22cheek%22&device.depth_mm=1.2&name=${evil}&nonsense=1&technique.directions=${evil}&view=<script>&lang=xx&area.width_mm=5&area.height_mm=5`;
  const { page, errors } = await open(context, "server", {}, hash);
  await page.waitForFunction(() => ["whole", "refused"].includes(document.body.dataset.state), null, { timeout: 60_000 });
  assert.equal(await page.locator("img").count(), 0);
  assert.match(await text(page, "#problems"), /directions/);
  assert.equal(await page.locator("#notice").isVisible(), true);
  assert.deepEqual(errors, []);
});

test("limit_a_server_that_stopped_is_said_and_two_pages_do_not_disturb_each_other", async (context) => {
  const { page, session, server, address } = await open(context, "server");
  await whole(page);
  const other = await session.newPage();
  await other.goto(address);
  await Promise.all([
    after(page, () => page.locator("#c-device-depth-mm").press("ArrowRight")),
    (async () => { await whole(other); await after(other, () => other.locator("#c-skin-site").selectOption("chin")); })(),
  ]);
  const [a, b] = [await values(page), await values(other)];
  assert.notEqual(a.scenario_hash, b.scenario_hash);
  server.end();
  await page.locator("#c-device-depth-mm").press("ArrowRight");
  await page.waitForFunction(() => !document.getElementById("trouble").hidden);
  assert.match(await text(page, "#trouble"), /puncta explore/);
  // The setting stands in the address.
  assert.match(await page.evaluate(() => location.hash), /device\.depth_mm=/);
});

test("limit_a_browser_without_simd_gets_a_sentence", async (context) => {
  const { page } = await browse(context);
  await page.addInitScript(() => { WebAssembly.validate = () => false; });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => !document.getElementById("old-browser").hidden);
  assert.match(await text(page, "#old-browser"), /WebAssembly/);
});

test("identity_a_screen_reader_is_told_the_result_and_focus_goes_in_order", async (context) => {
  const { page } = await open(context, "server");
  await whole(page);
  await after(page, () => page.locator("#c-device-depth-mm").press("ArrowRight"));
  assert.match(await page.locator("#said").innerText(), /mm/);
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, select, input, textarea, [role=slider], [role=tab], [tabindex='0'][role=button]")]
    .filter((element) => element.offsetParent !== null || element instanceof SVGElement)
    .filter((element) => !(element.labels?.length || element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent.trim()))
    .map((element) => element.outerHTML.slice(0, 120)));
  assert.deepEqual(nameless, []);
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  const order = [];
  for (let at = 0; at < 8; at += 1) { await page.keyboard.press("Tab"); order.push(await page.evaluate(() => document.activeElement.id)); }
  assert.ok(order.indexOf("lessons") < order.indexOf("language") && order.indexOf("language") < order.indexOf("c-device-preset"), order.join(" "));
});

/** Luminance contrast of two colours, as WCAG defines it. */
test("limit_text_has_a_contrast_of_at_least_4_5", async (context) => {
  for (const scheme of ["light", "dark"]) {
    const { page } = await open(context, "server", { colorScheme: scheme });
    await whole(page);
    const low = await page.evaluate(() => {
      const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
      const ground = (element) => { for (let at = element; at; at = at.parentElement) { const [r, g, b, a = 1] = parts(getComputedStyle(at).backgroundColor); if (a > 0) return [r, g, b]; } return [255, 255, 255]; };
      return [...document.querySelectorAll("main *, header *, footer *")].filter((element) => !(element instanceof SVGElement) && !element.closest("svg") && !element.disabled && element.offsetParent && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .map((element) => { const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))]; return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 80)]; })
        .filter(([ratio]) => ratio < 4.5);
    });
    assert.deepEqual(low, [], scheme);
  }
});

const SIZES = [["desk", 1280, 720], ["tablet", 768, 1024], ["phone", 390, 844]];
for (const [name, width, height] of SIZES) {
  test(`regress_the_page_looks_as_it_was_seen: ${name}`, async (context) => {
    const { page } = await open(context, "server", { width, height });
    await whole(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} pixels wide`);
    // A loose look: the mean tone of 24 by 24 fields, beside those of a page that was looked at.
    const png = (await page.screenshot()).toString("base64");
    const now = await page.evaluate(async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(24, 24);
      const pen = canvas.getContext("2d");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(image, 0, 0, 24, 24);
      const { data: rgba } = pen.getImageData(0, 0, 24, 24);
      return Array.from({ length: 576 }, (_, at) => Math.round((rgba[4 * at] + rgba[4 * at + 1] + rgba[4 * at + 2]) / 3));
    }, png);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
    const kept = path.join(import.meta.dirname, "looks.json");
    const all = fs.existsSync(kept) ? JSON.parse(fs.readFileSync(kept, "utf8")) : {};
    if (process.env.LOOKS === "keep") { all[name] = now; fs.writeFileSync(kept, `${JSON.stringify(all)}\n`); return; }
    const apart = now.reduce((sum, tone, at) => sum + Math.abs(tone - all[name][at]), 0) / now.length;
    assert.ok(apart < 12, `mean tones differ by ${apart.toFixed(1)} of 255: look at the page, then keep it with LOOKS=keep`);
  });
}
