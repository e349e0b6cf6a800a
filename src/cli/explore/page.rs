//! Files of the explorer's page, embedded. The page holds no law, no drawing and no word of its own but what stands before the
//! program can speak.

use crate::render::fonts;

const HTML: &str = include_str!("../../../web/page/index.html");
const STYLE: &str = include_str!("../../../web/page/style.css");
const SCRIPT: &str = concat!(
    include_str!("../../../web/page/ask.js"),
    include_str!("../../../web/page/controls.js"),
    include_str!("../../../web/page/page.js")
);
const WORKER: &str = include_str!("../../../web/page/worker.js");
const ICON: &str = include_str!("../../../web/page/icon.svg");

/// What a browser may do with the served page: nothing but ask this server.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
                          connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page: its type and bytes.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    Some(match name {
        "" => ("text/html; charset=utf-8", HTML.as_bytes()),
        "style.css" => ("text/css; charset=utf-8", STYLE.as_bytes()),
        "page.js" => ("text/javascript; charset=utf-8", SCRIPT.as_bytes()),
        "icon.svg" => ("image/svg+xml", ICON.as_bytes()),
        "regular.otf" => ("font/otf", fonts::REGULAR),
        "semibold.otf" => ("font/otf", fonts::SEMIBOLD),
        _ => return None,
    })
}

/// The page as one file. `module` is the program as WebAssembly, gzipped and in base64; `hash` gives the SHA-256 of a text in
/// base64, by which the policy of the file names its only script.
pub fn whole(module: &str, encoded: impl Fn(&[u8]) -> String, hash: impl Fn(&str) -> String) -> String {
    let font = |name: &str, bytes: &[u8], style: String| {
        style.replace(&format!("url({name})"), &format!("url(data:font/otf;base64,{})", encoded(bytes)))
    };
    let style = font("semibold.otf", fonts::SEMIBOLD, font("regular.otf", fonts::REGULAR, STYLE.to_owned()));
    // The worker is made from a blob, and the module is compiled there.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'sha256-{}'; \
         font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(&style)
    );
    let parts = [
        ("<link rel=\"stylesheet\" href=\"style.css\">", format!("<style>{style}</style>")),
        (
            "<link rel=\"icon\" href=\"icon.svg\">",
            format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{}\">", encoded(ICON.as_bytes())),
        ),
        (
            "<meta charset=\"utf-8\">",
            format!(
                "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"
            ),
        ),
        ("<script src=\"page.js\" defer></script>", String::new()),
        (
            "</body>",
            format!(
                "<script type=\"text/plain\" id=\"worker\">{WORKER}</script>\n<script type=\"text/plain\" id=\"program\">{module}</script>\n\
                 <script>{SCRIPT}</script>\n</body>"
            ),
        ),
    ];
    parts.into_iter().fold(HTML.to_owned(), |page, (from, to)| page.replacen(from, &to, 1))
}
