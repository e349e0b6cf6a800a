//! A small SVG writer: named groups, text kept as text, embedded PNG. It fills the tree of a
//! [`Drawing`].
//!
//! Coordinates are units of the page, with x to the right and y downwards. Numbers have at most three
//! decimals and no trailing zeros, so the same drawing gives the same bytes.

use std::fmt::Write as _;

use base64::Engine as _;

use super::clip;
use super::drawing::{Drawing, Group, Node, Place};
use super::fonts::{self, Weight};
use super::theme::{Rgb, Theme};

mod labels;

pub use labels::ring;

/// A rectangle on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// Builds a rectangle from its upper left corner and its size.
    #[must_use]
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// Right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether `other` lies inside, edges included.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// Position of the given point on a line of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// At the start.
    #[default]
    Start,
    /// In the middle.
    Middle,
    /// At the end.
    End,
}

/// Style of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Size of type, units.
    pub size: f64,
    /// Colour.
    pub fill: Rgb,
    /// Weight.
    pub weight: Weight,
    /// Position of the given point.
    pub anchor: Anchor,
    /// Whether the text is turned by a quarter, reading upwards.
    pub upwards: bool,
}

impl TextStyle {
    /// Regular weight, anchored at the start.
    #[must_use]
    pub const fn new(size: f64, fill: Rgb) -> Self {
        Self { size, fill, weight: Weight::Regular, anchor: Anchor::Start, upwards: false }
    }

    /// The same style in semibold.
    #[must_use]
    pub const fn semibold(mut self) -> Self {
        self.weight = Weight::SemiBold;
        self
    }

    /// The same style with another anchor.
    #[must_use]
    pub const fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// The same style, reading upwards.
    #[must_use]
    pub const fn turned(mut self) -> Self {
        self.upwards = true;
        self
    }
}

/// Paint of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paint {
    /// Colour and opacity (0 to 1) of the inside.
    pub fill: Option<(Rgb, f64)>,
    /// Colour and width of the outline.
    pub stroke: Option<(Rgb, f64)>,
    /// Dash and gap of the outline, units.
    pub dash: Option<(f64, f64)>,
}

impl Paint {
    /// Filled, without outline.
    #[must_use]
    pub const fn fill(colour: Rgb) -> Self {
        Self { fill: Some((colour, 1.0)), stroke: None, dash: None }
    }

    /// Outlined, not filled.
    #[must_use]
    pub const fn stroke(colour: Rgb, width: f64) -> Self {
        Self { fill: None, stroke: Some((colour, width)), dash: None }
    }

    /// The same paint with this opacity inside.
    #[must_use]
    pub fn opacity(mut self, opacity: f64) -> Self {
        self.fill = self.fill.map(|(colour, _)| (colour, opacity));
        self
    }

    /// The same paint with an outline.
    #[must_use]
    pub const fn outlined(mut self, colour: Rgb, width: f64) -> Self {
        self.stroke = Some((colour, width));
        self
    }

    /// The same paint with a dashed outline.
    #[must_use]
    pub const fn dashed(mut self, dash: f64, gap: f64) -> Self {
        self.dash = Some((dash, gap));
        self
    }

    fn attributes(&self) -> String {
        let mut text = match self.fill {
            None => r#" fill="none""#.to_owned(),
            Some((colour, opacity)) if opacity >= 1.0 => format!(r#" fill="{}""#, colour.css()),
            Some((colour, opacity)) => {
                format!(r#" fill="{}" fill-opacity="{}""#, colour.css(), num(opacity))
            }
        };
        if let Some((colour, width)) = self.stroke {
            let _ = write!(text, r#" stroke="{}" stroke-width="{}""#, colour.css(), num(width));
        }
        if let Some((dash, gap)) = self.dash {
            let _ = write!(text, r#" stroke-dasharray="{} {}""#, num(dash), num(gap));
        }
        text
    }
}

/// A text of a label: its place, its words, its style.
type Written = ((f64, f64), String, TextStyle);

/// A drawing being written.
#[derive(Clone, Debug, Default)]
pub struct Svg {
    /// Groups that are open, the innermost last; the first is the drawing itself.
    open: Vec<Open>,
    prefix: String,
    texts: Vec<(Rect, String)>,
    /// Edges of the part of the page that is being drawn.
    clip: Option<Rect>,
    /// Texts of the label being written, if labels are numbers.
    numbered: Option<Vec<Written>>,
    /// What the numbers stand for.
    key: Vec<String>,
}

/// A group being written.
#[derive(Clone, Debug, Default)]
struct Open {
    id: String,
    nodes: Vec<Node>,
    /// Markup since the last group.
    markup: String,
}

impl Open {
    fn flush(&mut self) {
        if !self.markup.is_empty() {
            self.nodes.push(Node::Shapes(std::mem::take(&mut self.markup)));
        }
    }
}

// Writing into a String cannot fail, so the results of `write!` are dropped throughout.
impl Svg {
    /// An empty drawing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Innermost open group.
    fn inner(&mut self) -> &mut Open {
        if self.open.is_empty() {
            self.open.push(Open::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Markup of the innermost group, to write on.
    fn body(&mut self) -> &mut String {
        &mut self.inner().markup
    }

    fn push(&mut self, group: Group) {
        let inner = self.inner();
        inner.flush();
        inner.nodes.push(Node::Group(group));
    }

    /// Puts `<part>-` before the names of all groups that `draw` opens, for things that a page shows more
    /// than once.
    pub fn part(&mut self, part: &str, draw: impl FnOnce(&mut Self)) {
        let longer = format!("{}{part}-", self.prefix);
        let before = std::mem::replace(&mut self.prefix, longer);
        draw(self);
        self.prefix = before;
    }

    /// Opens a named group; close it with [`Svg::end`].
    pub fn begin(&mut self, id: &str) {
        // The drawing itself is the outermost group.
        self.inner();
        self.open.push(Open { id: format!("{}{id}", self.prefix), ..Open::default() });
    }

    /// Closes the innermost open group, if there is one.
    pub fn end(&mut self) {
        if self.open.len() > 1
            && let Some(mut open) = self.open.pop()
        {
            open.flush();
            self.push(Group { id: open.id, nodes: open.nodes.into(), ..Group::default() });
        }
    }

    /// Draws a rectangle with corners rounded by `radius`.
    pub fn rect(&mut self, rect: Rect, radius: f64, paint: &Paint) {
        let _ = write!(
            self.body(),
            r#"<rect x="{}" y="{}" width="{}" height="{}""#,
            num(rect.x),
            num(rect.y),
            num(rect.width.max(0.0)),
            num(rect.height.max(0.0))
        );
        if radius > 0.0 {
            let _ = write!(self.body(), r#" rx="{}""#, num(radius));
        }
        let _ = writeln!(self.body(), "{}/>", paint.attributes());
    }

    /// Draws a straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: &Paint) {
        let _ = writeln!(
            self.body(),
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>"#,
            num(from.0),
            num(from.1),
            num(to.0),
            num(to.1),
            paint.attributes()
        );
    }

    /// Draws a polyline through the points, closed or open. Fewer than two points draw nothing.
    pub fn path(&mut self, points: &[(f64, f64)], closed: bool, paint: &Paint) {
        if points.len() < 2 {
            return;
        }
        let Some(rect) = self.cut_at(points) else {
            return self.subpaths(&[points.to_vec()], closed, paint, num);
        };
        if !closed {
            return self.subpaths(&clip::line_in(points, rect), false, paint, num);
        }
        // The outline ends at the edges and does not run along them.
        let around: Vec<(f64, f64)> = points.iter().chain(points.first()).copied().collect();
        self.subpaths(&[clip::area_in(points, rect)], true, &Paint { stroke: None, ..*paint }, num);
        self.subpaths(&clip::line_in(&around, rect), false, &Paint { fill: None, ..*paint }, num);
    }

    /// Draws lines or closed shapes as one path.
    fn subpaths(
        &mut self,
        parts: &[Vec<(f64, f64)>],
        closed: bool,
        paint: &Paint,
        number: impl Fn(f64) -> String,
    ) {
        if paint.fill.is_none() && paint.stroke.is_none() {
            return;
        }
        let mut d = String::new();
        for points in parts.iter().filter(|points| points.len() > 1) {
            for (i, (x, y)) in points.iter().enumerate() {
                let command = if i == 0 { 'M' } else { 'L' };
                let _ = write!(d, "{command}{} {}", number(*x), number(*y));
            }
            if closed {
                d.push('Z');
            }
        }
        if !d.is_empty() {
            let _ = writeln!(self.body(), r#"<path d="{d}" stroke-linejoin="round"{}/>"#, paint.attributes());
        }
    }

    /// The edges at which a path has to be cut off; `None` if it lies inside. The clip path of the group does the same,
    /// but some readers do not know clip paths.
    fn cut_at(&self, points: &[(f64, f64)]) -> Option<Rect> {
        let rect = self.clip.filter(|rect| rect.width > 0.0 && rect.height > 0.0)?;
        let inside =
            |(x, y): &(f64, f64)| (rect.x..=rect.right()).contains(x) && (rect.y..=rect.bottom()).contains(y);
        (!points.iter().all(inside)).then_some(rect)
    }

    /// Draws closed polygons as one shape, with one paint: where they overlap they are one area, and the outlines of
    /// all are seen. Coordinates have one decimal. Nothing is drawn for an empty list.
    pub fn polygons(&mut self, polygons: &[Vec<(f64, f64)>], paint: &Paint) {
        let short = |value: f64| num((10.0 * value).round() / 10.0);
        let cut = |points: &Vec<(f64, f64)>| match self.cut_at(points) {
            Some(rect) => clip::area_in(points, rect),
            None => points.clone(),
        };
        let parts: Vec<Vec<(f64, f64)>> =
            polygons.iter().map(cut).filter(|points| points.len() > 2).collect();
        self.subpaths(&parts, true, paint, short);
    }

    /// Draws a circle.
    pub fn circle(&mut self, centre: (f64, f64), radius: f64, paint: &Paint) {
        let _ = writeln!(
            self.body(),
            r#"<circle cx="{}" cy="{}" r="{}"{}/>"#,
            num(centre.0),
            num(centre.1),
            num(radius.max(0.0)),
            paint.attributes()
        );
    }

    /// Writes one line of text; `at` is a point on its baseline.
    pub fn text(&mut self, at: (f64, f64), text: &str, style: &TextStyle) {
        if text.is_empty() {
            return;
        }
        if let Some(texts) = &mut self.numbered {
            texts.push((at, text.to_owned(), *style));
            return;
        }
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let weight = match style.weight {
            Weight::Regular => "",
            Weight::SemiBold => r#" font-weight="600""#,
        };
        let turn = if style.upwards {
            format!(r#" transform="rotate(-90 {} {})""#, num(at.0), num(at.1))
        } else {
            String::new()
        };
        let _ = writeln!(
            self.body(),
            r#"<text x="{}" y="{}" font-size="{}" fill="{}"{weight}{anchor}{turn}>{}</text>"#,
            num(at.0),
            num(at.1),
            num(style.size),
            style.fill.css(),
            escaped(text)
        );
        self.texts.push((text_box(at, text, style), text.to_owned()));
    }

    /// Embeds a PNG, stretched to fill `rect`.
    pub fn png(&mut self, rect: Rect, png: &[u8]) {
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let _ = writeln!(
            self.body(),
            r#"<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="none" xlink:href="data:image/png;base64,{data}"/>"#,
            num(rect.x),
            num(rect.y),
            num(rect.width),
            num(rect.height),
        );
    }

    /// Embeds a drawing of `size` of its own units, stretched to fill `rect` and clipped at its edges. `body`
    /// is SVG without the outer element.
    pub fn canvas(&mut self, rect: Rect, (width, height): (u32, u32), body: String) {
        let size = [width, height].map(f64::from);
        self.push(Group {
            place: Some(Place::filling(rect, size)),
            clip: Some(Rect::new(0.0, 0.0, size[0], size[1])),
            nodes: vec![Node::Shapes(body)].into(),
            ..Group::default()
        });
    }

    /// Embeds a finished drawing, stretched to fill `rect`. `prefix` goes before the names of its groups,
    /// which must be unique on a page.
    pub fn drawing_in(&mut self, rect: Rect, drawing: &Drawing, prefix: &str) {
        self.push(drawing.placed(rect, &format!("{prefix}-")));
    }

    /// Draws in units of the page, clipped at the edges of `rect`.
    pub fn clipped(&mut self, rect: Rect, draw: impl FnOnce(&mut Self)) {
        let outside = std::mem::take(&mut self.open);
        let before = self.clip.replace(rect);
        draw(self);
        let nodes = self.close();
        self.clip = before;
        self.open = outside;
        self.push(Group { clip: Some(rect), nodes: nodes.into(), ..Group::default() });
    }

    /// Closes all groups that are still open; returns the nodes.
    fn close(&mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            self.end();
        }
        let inner = self.inner();
        inner.flush();
        std::mem::take(&mut inner.nodes)
    }

    /// Boxes of the texts written so far, with the texts.
    #[must_use]
    pub fn texts(&self) -> &[(Rect, String)] {
        &self.texts
    }

    /// Finishes the drawing and closes groups that are still open.
    #[must_use]
    pub fn document(mut self, height: f64, title: &str, alt: &str, theme: &Theme) -> Drawing {
        let nodes = self.close();
        Drawing::new(nodes, [theme.page.width, height], title, alt, theme).with_key(self.key)
    }
}

/// Box of a line of text, from the top of its capitals and ascenders to the bottom of its descenders.
#[must_use]
pub fn text_box(at: (f64, f64), text: &str, style: &TextStyle) -> Rect {
    const ASCENT: f64 = 0.76;
    const DESCENT: f64 = 0.22;
    let width = fonts::width(text, style.size, style.weight);
    let before = match style.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    let (up, height) = (ASCENT * style.size, (ASCENT + DESCENT) * style.size);
    if style.upwards {
        Rect::new(at.0 - up, at.1 + before - width, height, width)
    } else {
        Rect::new(at.0 - before, at.1 - up, width, height)
    }
}

/// Number for SVG: at most three decimals, no trailing zeros, and 0 if it is not finite.
#[must_use]
pub fn num(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text with XML special characters escaped. Control characters, which XML 1.0 forbids, become spaces.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // Common fonts lack the narrow no-break space.
            '\u{202f}' => out.push('\u{a0}'),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_short() {
        assert_eq!(num(1.0), "1");
        assert_eq!(num(-0.0001), "0");
        assert_eq!(num(100.0), "100");
        assert_eq!(num(2.0 / 3.0), "0.667");
        assert_eq!(num(f64::NAN), "0");
    }

    #[test]
    fn identity_markup_is_escaped() {
        assert_eq!(escaped("a<b> & \"c\"\u{0}'"), "a&lt;b&gt; &amp; &quot;c&quot; &apos;");
    }

    #[test]
    fn identity_groups_are_balanced() {
        let mut svg = Svg::new();
        svg.begin("outer");
        svg.begin("inner");
        svg.end();
        let text = svg.document(10.0, "t", "a", &Theme::LIGHT);
        assert_eq!(text.matches("<g ").count(), text.matches("</g>").count());
    }
}
