//! A finished drawing: a tree of groups with transforms, written as SVG.
//!
//! Pages are composed of the nodes of other drawings. There is no nested `<svg>`, which common importers
//! misplace: a part of a page is a group with a `transform`, and with a `clip-path` where it must not go
//! beyond its edges.

use std::fmt::Write as _;
use std::ops::Deref;
use std::sync::Arc;

use super::fonts;
use super::svg::{Rect, escaped, num};
use super::theme::{Rgb, Theme};
use super::words::Language;

/// Node of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Markup of shapes, texts or images.
    Shapes(String),
    /// Group of nodes.
    Group(Group),
}

/// Group of nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    /// Name of the group; empty for none.
    pub id: String,
    /// Text before the names of all groups inside.
    pub prefix: String,
    /// Place of the group on what holds it.
    pub place: Option<Place>,
    /// Edges at which the group is clipped, in its own units.
    pub clip: Option<Rect>,
    /// What it holds.
    pub nodes: Arc<[Node]>,
}

/// Place of a group: its own units are scaled, then moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// Factors along x and y.
    pub scale: [f64; 2],
    /// Where its origin goes.
    pub at: [f64; 2],
}

impl Place {
    /// Stretches a drawing of this size to fill `rect`.
    pub fn filling(rect: Rect, [width, height]: [f64; 2]) -> Place {
        Place { scale: [rect.width / width, rect.height / height], at: [rect.x, rect.y] }
    }
}

/// A finished drawing. It reads as its SVG document.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width and height, units.
    size: [f64; 2],
    nodes: Arc<[Node]>,
    head: Head,
    text: String,
    key: Vec<String>,
}

/// What a document says of itself.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    title: String,
    alt: String,
    language: Language,
    ground: Rgb,
    /// Width on paper, mm.
    width_mm: Option<f64>,
}

impl Deref for Drawing {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Drawing {
    /// A drawing of these nodes on the ground of a theme.
    pub(super) fn new(nodes: Vec<Node>, size: [f64; 2], title: &str, alt: &str, theme: &Theme) -> Drawing {
        let head = Head {
            title: title.to_owned(),
            alt: alt.to_owned(),
            language: theme.language,
            ground: theme.ground,
            width_mm: None,
        };
        Drawing::of(nodes.into(), size, head)
    }

    fn of(nodes: Arc<[Node]>, size: [f64; 2], head: Head) -> Drawing {
        let text = head.document(&nodes, size);
        Drawing { size, nodes, head, text, key: Vec::new() }
    }

    /// The drawing with what its numbers stand for.
    pub(super) fn with_key(self, key: Vec<String>) -> Drawing {
        Drawing { key, ..self }
    }

    /// What the numbers in the drawing stand for, from 1; empty without numbers.
    #[must_use]
    pub fn key(&self) -> &[String] {
        &self.key
    }

    /// Language of the document.
    #[must_use]
    pub fn language(&self) -> Language {
        self.head.language
    }

    /// Ground of the page.
    #[must_use]
    pub fn ground(&self) -> Rgb {
        self.head.ground
    }

    /// The document as an element of a page that holds others: names of groups and clips begin with `prefix`.
    #[must_use]
    pub fn inline(&self, prefix: &str) -> String {
        self.head.document_of(&self.nodes, self.size, prefix)
    }

    /// The drawing without the groups of this name, under another title and description.
    #[must_use]
    pub fn without(&self, id: &str, title: &str) -> Drawing {
        let rest = |node: &&Node| !matches!(node, Node::Group(group) if group.id == id);
        let nodes: Vec<Node> = self.nodes.iter().filter(rest).cloned().collect();
        let head = Head { title: title.to_owned(), alt: title.to_owned(), ..self.head.clone() };
        Drawing { key: self.key.clone(), ..Drawing::of(nodes.into(), self.size, head) }
    }

    /// Alternative text of the document.
    #[must_use]
    pub fn alt(&self) -> &str {
        &self.head.alt
    }

    /// Title of the document.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.head.title
    }

    /// Width and height, units.
    #[must_use]
    pub fn size(&self) -> [f64; 2] {
        self.size
    }

    /// The same drawing, `width_mm` wide on paper.
    #[must_use]
    pub fn in_mm(&self, width_mm: f64) -> Drawing {
        Drawing::of(self.nodes.clone(), self.size, Head { width_mm: Some(width_mm), ..self.head.clone() })
    }

    /// The drawing fitted into the middle of a page of this many units.
    #[must_use]
    pub fn on_page(&self, [page_width, page_height]: [f64; 2]) -> Drawing {
        let [width, height] = self.size;
        let factor = (page_width / width).min(page_height / height);
        let [wide, high] = [factor * width, factor * height];
        let place = Rect::new((page_width - wide) / 2.0, (page_height - high) / 2.0, wide, high);
        let fitted = Node::Group(self.placed(place, ""));
        Drawing::of(vec![fitted].into(), [page_width, page_height], self.head.clone())
    }

    /// The drawing as a group that fills `rect`, clipped at its edges. `prefix` goes before the names of its
    /// groups, which must be unique on a page.
    pub(super) fn placed(&self, rect: Rect, prefix: &str) -> Group {
        let [width, height] = self.size;
        let own = Rect::new(0.0, 0.0, width, height);
        let ground = format!(
            "<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>\n",
            num(width),
            num(height),
            self.head.ground.css()
        );
        let all = Group { prefix: prefix.to_owned(), nodes: self.nodes.clone(), ..Group::default() };
        Group {
            place: Some(Place::filling(rect, self.size)),
            clip: Some(own),
            nodes: vec![Node::Shapes(ground), Node::Group(all)].into(),
            ..Group::default()
        }
    }
}

impl Head {
    fn document(&self, nodes: &[Node], size: [f64; 2]) -> String {
        self.document_of(nodes, size, "")
    }

    fn document_of(&self, nodes: &[Node], [width, height]: [f64; 2], prefix: &str) -> String {
        let (w, h) = (num(width), num(height));
        let [wide, high] = match self.width_mm {
            None => [w.clone(), h.clone()],
            Some(mm) => [mm, mm * height / width].map(|mm| format!("{}mm", num(mm))),
        };
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{wide}\" height=\"{high}\" \
             viewBox=\"0 0 {w} {h}\" font-family=\"{}\" role=\"img\"{}>\n\
             <title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n",
            fonts::CSS_FAMILY,
            self.language.attribute(),
            escaped(&self.title),
            escaped(&self.alt),
            self.ground.css(),
        );
        Writer { text: &mut text, clips: 0, of: prefix }.nodes(nodes, prefix);
        text.push_str("</svg>\n");
        text
    }
}

/// Writes nodes, and numbers their clip paths.
struct Writer<'a> {
    text: &'a mut String,
    clips: usize,
    /// Text before the names of clips.
    of: &'a str,
}

// Writing into a String cannot fail, so the results of `write!` are dropped.
impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node], prefix: &str) {
        for node in nodes {
            match node {
                Node::Shapes(markup) => self.text.push_str(markup),
                Node::Group(group) => self.group(group, prefix),
            }
        }
    }

    fn group(&mut self, group: &Group, prefix: &str) {
        let Group { id, prefix: more, place, clip, nodes } = group;
        let own = if id.is_empty() { String::new() } else { format!("{prefix}{id}") };
        let is_plain = own.is_empty() && place.is_none() && clip.is_none();
        if !is_plain {
            let clip = clip.map(|rect| self.clip(rect));
            self.text.push_str("<g");
            if !own.is_empty() {
                let _ = write!(self.text, " id=\"{}\"", escaped(&own));
            }
            if let Some(Place { scale: [x, y], at }) = place {
                let [left, top] = at.map(num);
                let _ = write!(self.text, " transform=\"translate({left} {top}) scale({x} {y})\"");
            }
            if let Some(clip) = clip {
                let _ = write!(self.text, " clip-path=\"url(#{clip})\"");
            }
            self.text.push_str(">\n");
        }
        self.nodes(nodes, &format!("{prefix}{more}"));
        if !is_plain {
            self.text.push_str("</g>\n");
        }
    }

    /// Writes a clip path; returns its name.
    fn clip(&mut self, rect: Rect) -> String {
        self.clips += 1;
        let name = format!("{}clip-{}", self.of, self.clips);
        let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(num);
        let _ = writeln!(
            self.text,
            r#"<clipPath id="{name}"><rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath>"#
        );
        name
    }
}
