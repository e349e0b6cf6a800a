// The program for tests: its server, its module in node, and a browser.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import zlib from "node:zlib";
import { chromium } from "playwright-core";

export const root = path.resolve(import.meta.dirname, "../..");
export const puncta = process.env.PUNCTA ?? path.join(root, "target/release/puncta");
export const file = path.join(root, "web/explorer.html");
const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts `puncta explore`; gives its address and an end. */
export const serve = async (...more) => {
  const child = spawn(puncta, ["explore", "--no-open", ...more], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = readline.createInterface({ input: child.stdout });
  const [address] = await new Promise((done) => lines.once("line", (line) => done([line])));
  return { address, end: () => child.kill("SIGKILL") };
};

const temporary = () => fs.mkdtempSync(path.join(os.tmpdir(), "explorer-"));
const remove = (name) => fs.rmSync(name, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

/** A folder that goes away with the test. */
export const folder = (context) => {
  const name = temporary();
  context.after(() => remove(name));
  return name;
};

/** A browser of its own, and a page whose errors fail the test. */
export const browse = async (context, { width = 1280, height = 720, locale = "en", ...more } = {}) => {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const profile = temporary();
  const session = await chromium.launchPersistentContext(profile, {
    executablePath: browser, headless: true, args: flags, viewport: { width, height }, locale, acceptDownloads: true, ...more,
  });
  // In this order: a browser that still runs writes into its folder.
  context.after(async () => { await session.close(); remove(profile); });
  const errors = [];
  const watch = (page) => {
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
    return page;
  };
  session.on("page", watch);
  const page = watch(session.pages()[0] ?? await session.newPage());
  return { session, page, errors };
};

/** Waits until the page shows all of its setting. */
export const whole = (page, state = "whole") =>
  page.waitForFunction((wanted) => document.body.dataset.state === wanted, state, { timeout: 90_000 });

/** Runs a command of the program. */
export const run = (where, ...words) => execFileSync(puncta, words, { cwd: where, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The module of the file, in node: a function that answers requests. */
export const module_ = async () => {
  const packed = /<script type="text\/plain" id="program">([^<]+)</.exec(fs.readFileSync(file, "utf8"))[1];
  const bytes = zlib.gunzipSync(Buffer.from(packed, "base64"));
  const module = await WebAssembly.compile(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => { throw new Error(`${from}.${name} is not there`); };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  return (request) => {
    const text = new TextEncoder().encode(JSON.stringify(request));
    const at = exports.room(text.length);
    new Uint8Array(exports.memory.buffer, at, text.length).set(text);
    const length = exports.answer();
    return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.answered(), length)));
  };
};
