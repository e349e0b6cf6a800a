//! Writes the same drawing as PDF. Lines stay lines, and text stays text in the embedded fonts, reduced to
//! the letters used.
//!
//! The PNG is rasterised from the same tree of shapes; a small walk passes it to the PDF writer. Our drawings
//! contain groups, clipping frames, paths in plain colours, text in one colour and PNG images, and nothing
//! else. Anything else in a tree is refused rather than left out. The file contains no time, so the same
//! drawing gives the same bytes.

pub use super::paper::Paper;

use super::theme::Rgb;
use super::{Picture, RenderError};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use resvg::tiny_skia::PathSegment;
use resvg::usvg::{self, Node, fontdb};
use std::collections::BTreeMap;

/// Points of a PDF (1/72 inch) per unit of the tree (1/96 inch).
const POINTS_PER_UNIT: f32 = 0.75;

/// Margin around a picture on paper, points. A picture of the shape of the page brings its own.
const MARGIN: f32 = 28.0;
/// Largest difference of two shapes that count as the same.
const SHAPE: f32 = 0.01;

/// Size of the page, scale of the picture, and its upper left corner, points.
fn placed(paper: Paper, [width, height]: [f32; 2]) -> ([f32; 2], f32, [f32; 2]) {
    let own = [POINTS_PER_UNIT * width, POINTS_PER_UNIT * height];
    let Some([short, long]) = paper.sides() else { return (own, POINTS_PER_UNIT, [0.0; 2]) };
    let page = if width > height { [long, short] } else { [short, long] };
    let same = (page[0] / page[1] * height / width - 1.0).abs() < SHAPE;
    let margin = if same { 0.0 } else { MARGIN };
    let room = page.map(|side| side - 2.0 * margin);
    let scale = (room[0] / width).min(room[1] / height);
    (page, scale, [0.5 * (page[0] - scale * width), margin])
}

/// The picture as the bytes of a PDF with one page.
///
/// # Errors
/// [`RenderError::Svg`] if the drawing is not valid SVG; [`RenderError::Pdf`] if it contains something that
/// this writer does not support, or if the PDF library refuses.
pub fn write(picture: &Picture, paper: Paper) -> Result<Vec<u8>, RenderError> {
    let words = Metadata::new().title(picture.name.clone()).description(picture.alt.clone());
    let words = words.language(picture.svg.language().code().to_owned());
    let mut document = Document::new();
    document.set_metadata(words);
    page(&mut document, picture, paper)?;
    finished(document, &picture.name)
}

/// Pictures as the bytes of a PDF, a page for each.
///
/// # Errors
/// Those of [`write()`].
pub fn write_pages(pages: &[Picture], title: &str, paper: Paper) -> Result<Vec<u8>, RenderError> {
    let language = pages.first().map(|picture| picture.svg.language().code().to_owned());
    let words = Metadata::new().title(title.to_owned());
    let mut document = Document::new();
    document.set_metadata(words.language(language.unwrap_or_default()));
    pages.iter().try_for_each(|picture| page(&mut document, picture, paper))?;
    finished(document, title)
}

fn finished(document: Document, name: &str) -> Result<Vec<u8>, RenderError> {
    document.finish().map_err(|error| RenderError::Pdf { name: name.to_owned(), why: format!("{error:?}") })
}

/// Adds the page of a picture.
fn page(document: &mut Document, picture: &Picture, paper: Paper) -> Result<(), RenderError> {
    let failed = |why: String| RenderError::Pdf { name: picture.name.clone(), why };
    let tree = picture.tree()?;
    let size = tree.size();
    let (sides, scale, [left, top]) = placed(paper, [size.width(), size.height()]);
    let page =
        PageSettings::from_wh(sides[0], sides[1]).ok_or_else(|| failed("the page has no size".to_owned()))?;
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    if let Some(ground) = rectangle(sides) {
        // The ground goes to the edges of the paper.
        let Rgb(red, green, blue) = picture.svg.ground();
        let paint = rgb::Color::new(red, green, blue).into();
        surface.set_fill(Some(Fill { paint, ..Fill::default() }));
        surface.set_stroke(None);
        surface.draw_path(&ground);
    }
    surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, left, top));
    let mut walk = Walk { fonts: fonts_of(&tree), surface: &mut surface };
    let walked = walk.group(tree.root());
    surface.pop();
    surface.finish();
    page.finish();
    walked.map_err(|what| failed(what.to_owned()))
}

/// A page as a shape.
fn rectangle([width, height]: [f32; 2]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(krilla::geom::Rect::from_xywh(0.0, 0.0, width, height)?);
    builder.finish()
}

/// Embedded fonts by their number in the tree.
fn fonts_of(tree: &usvg::Tree) -> BTreeMap<fontdb::ID, Font> {
    let faces = tree.fontdb().faces().map(|face| face.id);
    faces
        .filter_map(|id| {
            let font =
                tree.fontdb().with_face_data(id, |data, index| Font::new(data.to_vec().into(), index))??;
            Some((id, font))
        })
        .collect()
}

struct Walk<'a, 'b> {
    fonts: BTreeMap<fontdb::ID, Font>,
    surface: &'a mut Surface<'b>,
}

/// Description of something that this writer does not support.
type Unknown = &'static str;

impl Walk<'_, '_> {
    fn group(&mut self, group: &usvg::Group) -> Result<(), Unknown> {
        if !group.filters().is_empty() || group.mask().is_some() {
            return Err("it holds a filter or a mask");
        }
        if group.blend_mode() != usvg::BlendMode::Normal {
            return Err("it holds colours that blend");
        }
        let mut pushed = 1;
        self.surface.push_transform(&moved(group.transform()));
        if let Some(clip) = group.clip_path() {
            self.surface.push_clip_path(&frame(clip)?, &FillRule::NonZero);
            pushed += 1;
        }
        if group.opacity() != usvg::Opacity::ONE {
            self.surface.push_opacity(share(group.opacity().get()));
            self.surface.push_isolated();
            pushed += 2;
        }
        let drawn = group.children().iter().try_for_each(|node| match node {
            Node::Group(group) => self.group(group),
            Node::Path(path) => self.path(path),
            Node::Image(image) => self.image(image),
            Node::Text(text) => self.text(text),
        });
        for _ in 0..pushed {
            self.surface.pop();
        }
        drawn
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), Unknown> {
        let fill = path.fill().map(filled).transpose()?;
        let stroke = path.stroke().map(stroked).transpose()?;
        // The library would fill a path without fill and stroke in black.
        if let (true, Some(shape)) =
            (path.is_visible() && (fill.is_some() || stroke.is_some()), shape(path.data()))
        {
            self.surface.set_fill(fill);
            self.surface.set_stroke(stroke);
            self.surface.draw_path(&shape);
        }
        Ok(())
    }

    fn image(&mut self, image: &usvg::Image) -> Result<(), Unknown> {
        let usvg::ImageKind::PNG(bytes) = image.kind() else {
            return Err("it holds an image that is no PNG");
        };
        let size = Size::from_wh(image.size().width(), image.size().height())
            .ok_or("it holds an image without size")?;
        let image = Image::from_png(bytes.to_vec().into(), false)
            .map_err(|_| "it holds an image that cannot be read")?;
        self.surface.draw_image(image, size);
        Ok(())
    }

    /// Writes every line of text as one run of glyphs, so that it can be found and copied as a line.
    fn text(&mut self, text: &usvg::Text) -> Result<(), Unknown> {
        for span in text.layouted() {
            let fill = span.fill.as_ref().map(filled).transpose()?;
            for run in span.positioned_glyphs.chunk_by(|one, other| one.font == other.font) {
                let Some(first) = run.first() else { continue };
                let font = self
                    .fonts
                    .get(&first.font)
                    .cloned()
                    .ok_or("it holds text in a font that is not embedded")?;
                let size = span.font_size.get();
                // A glyph's own transform scales font units, which the library does by itself.
                let em = font.units_per_em() / size;
                let place = |glyph: &usvg::layout::PositionedGlyph| {
                    glyph.transform().pre_concat(usvg::Transform::from_scale(em, em))
                };
                let start = place(first);
                let back = start.invert().ok_or("it holds text without size")?;
                let along: Vec<[f32; 2]> = run
                    .iter()
                    .map(|glyph| {
                        let own = back.pre_concat(place(glyph));
                        [own.tx / size, own.ty / size]
                    })
                    .collect();
                let mut words = String::new();
                let mut glyphs = Vec::with_capacity(run.len());
                for (at, glyph) in run.iter().enumerate() {
                    let from = words.len();
                    words.push_str(&glyph.text);
                    let [x, y] = along[at];
                    // The last glyph needs no advance.
                    let next = along.get(at + 1).map_or(0.0, |[next, _]| next - x);
                    let id = GlyphId::new(glyph.id.0);
                    glyphs.push(KrillaGlyph::new(id, next, 0.0, -y, 0.0, from..words.len(), None));
                }
                self.surface.push_transform(&moved(start));
                self.surface.set_fill(fill.clone());
                self.surface.set_stroke(None);
                self.surface.draw_glyphs(Point::from_xy(0.0, 0.0), &glyphs, font, &words, size, false);
                self.surface.pop();
            }
        }
        Ok(())
    }
}

fn moved(by: usvg::Transform) -> Transform {
    Transform::from_row(by.sx, by.ky, by.kx, by.sy, by.tx, by.ty)
}

fn share(value: f32) -> NormalizedF32 {
    NormalizedF32::new(value.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn colour(paint: &usvg::Paint) -> Result<krilla::paint::Paint, Unknown> {
    let usvg::Paint::Color(colour) = paint else { return Err("it holds a gradient or a pattern") };
    Ok(rgb::Color::new(colour.red, colour.green, colour.blue).into())
}

fn filled(fill: &usvg::Fill) -> Result<Fill, Unknown> {
    let rule = match fill.rule() {
        usvg::FillRule::NonZero => FillRule::NonZero,
        usvg::FillRule::EvenOdd => FillRule::EvenOdd,
    };
    Ok(Fill { paint: colour(fill.paint())?, opacity: share(fill.opacity().get()), rule })
}

fn stroked(stroke: &usvg::Stroke) -> Result<Stroke, Unknown> {
    Ok(Stroke {
        paint: colour(stroke.paint())?,
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
        },
        opacity: share(stroke.opacity().get()),
        dash: stroke
            .dasharray()
            .map(|array| StrokeDash { array: array.to_vec(), offset: stroke.dashoffset() }),
    })
}

/// Clipping frame of a nested drawing, which must be a single path.
fn frame(clip: &usvg::ClipPath) -> Result<Path, Unknown> {
    let [Node::Path(path)] = clip.root().children() else {
        return Err("it is cut off at something else than a frame");
    };
    let turned = path.data().clone().transform(clip.transform().pre_concat(path.abs_transform()));
    turned.as_ref().and_then(shape).ok_or("it is cut off at a frame without size")
}

fn shape(path: &resvg::tiny_skia::Path) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => builder.move_to(p.x, p.y),
            PathSegment::LineTo(p) => builder.line_to(p.x, p.y),
            PathSegment::QuadTo(a, p) => builder.quad_to(a.x, a.y, p.x, p.y),
            PathSegment::CubicTo(a, b, p) => builder.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            PathSegment::Close => builder.close(),
        }
    }
    builder.finish()
}
