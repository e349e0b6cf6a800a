//! One needle before it punctures, at its full depth, and after withdrawal: three cuts side by side at one
//! scale.

use super::scene::Scene;
use super::words::{fixed, range};
use super::{anatomy, needle, section, sheet};
use crate::outcome::diagram::dimple::DimpleDiagram;
use crate::outcome::{SectionDiagram, hair_mm};
use crate::render::fonts::Weight;
use crate::render::layout;
use crate::render::numbers;
use crate::render::section::Cut;
use crate::render::section::marks::{self, scale_room};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle, text_box};
use crate::render::theme::{Labels, Rgb, Theme};
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError};

/// Height drawn below the skin at rest and above it, units.
const BELOW: f64 = 400.0;
const AIR: f64 = 110.0;
/// Thickness of a plate in the drawing.
const PLATE: f64 = 30.0;
/// Gap between two cuts, units.
const GAP: f64 = 18.0;
/// Largest scale, units per mm, at which a hair does not reach the room of the scale bar.
const MOST_PER_MM: f64 = 420.0;
/// Lines below a state on a slide.
const ON_SLIDE: usize = 1;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &DimpleDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let (d, language) = (diagram, theme.language);
    let title = title(d, language);
    let provenance = &d.full.provenance;
    let device = theme.language.device(provenance);
    let subtitle = format!("{}{}{device}", language.average_person(), language.one_by_itself());
    let states = [("before", &d.before), ("full", &d.full), ("after", &d.after)];
    let heads = if d.punctured() {
        [language.before_puncture(), language.at_full_depth(), language.withdrawn()]
    } else {
        [language.at_largest_force(), language.at_end_of_way(), language.withdrawn()]
    };
    let size = theme.size.label;
    let heads = heads.map(|head| layout::wrapped(head, size, Weight::SemiBold, width(theme)));
    let highest = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let top = layout::header(&mut svg, &title, &subtitle, theme) + (0.3 + 1.3 * highest) * size;
    let cuts = cuts(d, top, theme);
    let mut end: f64 = 0.0;
    for (at, ((name, state), cut)) in states.into_iter().zip(&cuts).enumerate() {
        svg.part(name, |svg| {
            svg.begin("head");
            let style = TextStyle::new(size, theme.text).semibold();
            let lines = &heads[at];
            layout::block(svg, cut.frame.x, top - (0.25 + 1.3 * lines.len() as f64) * size, lines, &style);
            svg.end();
            cut_out(svg, d, state, cut, at == 2, theme);
            end = end.max(beneath(svg, d, at, cut, theme));
        });
    }
    marks::depth_scale(&mut svg, &cuts[0], theme);
    marks::hair(&mut svg, &cuts[2], cuts[2].frame.y + 24.0, hair_mm(), theme);
    marks::scale_bar(&mut svg, &cuts[2], cuts[2].frame.y + 66.0, theme);
    let sentence = sentence(d, language);
    let height = layout::footer(&mut svg, end, &sentence, &theme.language.foot(&provenance.foot()), theme);
    let [left, middle, right] =
        [0, 1, 2].map(|at| lines(d, at, language).into_iter().take(2).collect::<Vec<_>>().join("; "));
    let alt = words::alternative([
        language.dimple_alt(&title),
        language.at_the_left(left),
        language.in_the_middle(middle),
        language.at_the_right(right),
    ]);
    Ok(Picture {
        name: "dimple".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Width of a frame.
fn width(theme: &Theme) -> f64 {
    (theme.inner_width() - scale_room(theme) - 2.0 * GAP) / 3.0
}

/// The three frames at one scale.
fn cuts(d: &DimpleDiagram, top: f64, theme: &Theme) -> [Cut; 3] {
    let skin = d.full.column.skin_mm();
    let deepest = d.full.tip_mm().max(d.before.tip_mm());
    let shown = (1.12 * deepest).max(1.15 * skin.min(1.6 * deepest)).max(0.3);
    let per_mm = (theme.high(BELOW) / shown).min(MOST_PER_MM);
    let rise = d.full.rise_mm.max(d.before.rise_mm).max(0.0) * per_mm;
    let highest = d.full.base_mm().min(d.before.base_mm());
    let rise = rise + needle::air(d.full.base, highest, per_mm, [AIR, PLATE, 2.2 * AIR]) - AIR;
    let left = theme.page.margin + scale_room(theme);
    let width = width(theme);
    [0.0, 1.0, 2.0].map(|at| {
        let frame = Rect::new(left + at * (width + GAP), top, width, AIR + rise + theme.high(BELOW));
        Cut { frame, left_mm: 0.0, top_mm: -(AIR + rise) / per_mm, per_mm }
    })
}

/// Draws the layers of the skin and what lies in them.
fn skin_of(svg: &mut Svg, scene: &Scene<'_>) {
    section::layers(svg, scene);
    anatomy::fat(svg, scene);
    anatomy::collagen(svg, scene);
    anatomy::plexus(svg, scene);
    anatomy::loops(svg, scene);
}

/// Draws the level of the skin at rest.
fn at_rest(svg: &mut Svg, cut: &Cut, theme: &Theme) {
    svg.begin("skin-at-rest");
    let y = cut.y(0.0);
    let line = Paint::stroke(theme.quiet, 1.0).dashed(2.0, 3.0);
    svg.line((cut.frame.x, y), (cut.frame.right(), y), &line);
    svg.end();
}

/// Draws one state.
fn cut_out(svg: &mut Svg, d: &DimpleDiagram, state: &SectionDiagram, cut: &Cut, bare: bool, theme: &Theme) {
    let needle_mm = cut.left_mm + 0.5 * (cut.right_mm() - cut.left_mm);
    let scene = Scene { diagram: state, cut: *cut, needle_mm, theme };
    svg.clipped(cut.frame, |svg| {
        skin_of(svg, &scene);
        if bare {
            channel(svg, d, &scene);
        } else {
            anatomy::needle(svg, &scene);
        }
    });
    at_rest(svg, cut, theme);
    if bare {
        names(svg, &scene, theme);
    } else {
        needle::name_base(svg, state.base, cut, state.base_mm(), 6.0, theme);
        measures(svg, &scene);
    }
}

/// Draws the skin of a state in a frame, the channel that is left if there is one, and the needle of another state, which may
/// stand above the skin.
pub(in crate::render) fn stroke(
    svg: &mut Svg,
    channel_of: Option<&DimpleDiagram>,
    [skin, needle]: [&SectionDiagram; 2],
    cut: &Cut,
    theme: &Theme,
) {
    let needle_mm = cut.left_mm + 0.5 * (cut.right_mm() - cut.left_mm);
    let scene = Scene { diagram: skin, cut: *cut, needle_mm, theme };
    svg.clipped(cut.frame, |svg| {
        skin_of(svg, &scene);
        if let Some(d) = channel_of {
            channel(svg, d, &scene);
        }
        anatomy::needle(svg, &Scene { diagram: needle, ..scene });
    });
    at_rest(svg, cut, theme);
    names(svg, &scene, theme);
}

/// Draws what is left of the puncture: the channel, the ends of its ranges, and the path of the needle.
fn channel(svg: &mut Svg, d: &DimpleDiagram, scene: &Scene<'_>) {
    if !d.punctured() {
        return;
    }
    let (cut, theme) = (&scene.cut, scene.theme);
    let ([depth, least, most], [width, narrow, wide]) = (d.channel_mm(), d.opening_mm());
    let outline = |width: f64, depth: f64| {
        [(-0.5, 0.0), (0.0, 1.0), (0.5, 0.0)].map(|(x, z)| cut.at(scene.needle_mm + x * width, z * depth))
    };
    svg.begin("way-of-the-needle");
    let z = d.full.depth_mm;
    let half = |depth: f64| 0.5 * d.full.needle.width_mm(depth);
    let depths: Vec<f64> = (0..=40).map(|step| z * f64::from(step) / 40.0).collect();
    let left = depths.iter().map(|depth| cut.at(scene.needle_mm - half(*depth), *depth));
    let right = depths.iter().rev().map(|depth| cut.at(scene.needle_mm + half(*depth), *depth));
    let way: Vec<(f64, f64)> = left.chain(right).collect();
    // Skin is light on any ground, so lines in it are dark on any ground.
    let ink = theme.skin.ink;
    svg.path(&way, true, &Paint::stroke(ink, 1.0).dashed(2.0, 3.0));
    svg.end();
    svg.begin("channel");
    svg.path(&outline(wide, most), true, &Paint::fill(ink).opacity(0.25));
    svg.path(&outline(width, depth), true, &Paint::fill(ink).opacity(0.6));
    svg.path(&outline(narrow, least), true, &Paint::fill(ink));
    svg.end();
}

/// Draws brackets of the deflection of the skin and of the depth, with their lengths.
fn measures(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let half = 0.5 * d.needle.needle.shaft_diameter_mm * cut.per_mm;
    let (x, size) = (cut.at(scene.needle_mm, 0.0).0, theme.size.note);
    let sunk = d.dimple_mm - d.rise_mm;
    let bracket = |svg: &mut Svg, x: f64, from: f64, to: f64, side: f64, ink: Rgb| {
        let line = Paint::stroke(ink, 1.75);
        svg.line((x, from), (x, to), &line);
        for y in [from, to] {
            svg.line((x + 6.0 * side, y), (x, y), &line);
        }
    };
    svg.begin("given-way");
    let (from, to) = (cut.y(-d.rise_mm), cut.y(sunk));
    bracket(svg, x - half - 12.0, from, to, 1.0, theme.text);
    let style = TextStyle::new(size, theme.text).semibold().anchored(Anchor::End);
    // Above the skin, which lies higher further from the needle.
    let y = from.min(cut.y(0.0)) - 8.0;
    svg.label(theme, |svg| {
        svg.text((x - half - 10.0, y - 1.25 * size), theme.language.gives_way(), &style);
        svg.text((x - half - 10.0, y), &theme.language.numeral(&fixed(d.dimple_mm)), &style);
    });
    svg.end();
    if d.depth_mm > 0.0 {
        svg.begin("depth");
        let (from, to) = (cut.y(sunk), cut.y(d.tip_mm()));
        bracket(svg, x + half + 12.0, from, to, -1.0, theme.skin.ink);
        let style = TextStyle::new(size, theme.text).semibold();
        let middle = layout::middle(0.5 * (from + to), size);
        on_plate(
            svg,
            cut.frame,
            (x + half + 19.0, middle),
            &theme.language.deep(fixed(d.depth_mm)),
            &style,
            theme,
        );
        svg.end();
    }
}

/// The plate of a text: moved aside where it would leave the frame.
pub(super) fn plate(frame: Rect, at: (f64, f64), words: &str, style: &TextStyle) -> Rect {
    let text = text_box(at, words, style);
    let aside = aside(frame, &text);
    Rect::new(text.x + aside - 4.0, text.y - 1.0, text.width + 8.0, text.height + 2.0)
}

/// How far a text is moved to stay in the frame.
fn aside(frame: Rect, text: &Rect) -> f64 {
    let aside = (frame.right() - text.right() - 5.0).min(0.0);
    aside + (frame.x + 5.0 - text.x - aside).max(0.0)
}

/// A text on a light plate, where it stands on the skin and what lies in it; moved aside where it would leave the frame. Gives the
/// plate.
pub(super) fn on_plate(
    svg: &mut Svg,
    frame: Rect,
    at: (f64, f64),
    words: &str,
    style: &TextStyle,
    theme: &Theme,
) -> Rect {
    let plate = plate(frame, at, words, style);
    svg.label(theme, |svg| {
        if theme.labels == Labels::On {
            svg.rect(plate, 4.0, &Paint::fill(theme.ground).opacity(0.72));
        }
        svg.text((at.0 + aside(frame, &text_box(at, words, style)), at.1), words, style);
    });
    plate
}

/// Writes the names of layers that are high enough; a name sinks and rises with its layer.
fn names(svg: &mut Svg, scene: &Scene<'_>, theme: &Theme) {
    let (size, cut) = (theme.size.note, &scene.cut);
    let x_mm = cut.right_mm() - NAME_MM.min(0.2 * (cut.right_mm() - cut.left_mm));
    svg.begin("layer-names");
    for ([upper, lower], layer, _) in sheet::named(&scene.diagram.column, cut.bottom_mm() + 1.0) {
        let [from, to] = [upper, lower].map(|depth| scene.at(x_mm, depth).1);
        let (from, to) = (from.max(cut.frame.y), to.min(cut.frame.bottom()));
        if to - from > 1.5 * size {
            let style = TextStyle::new(size, theme.text).anchored(Anchor::End);
            let at = (cut.frame.right() - 8.0, layout::middle(0.5 * (from + to), size));
            on_plate(svg, cut.frame, at, theme.language.layer_in(layer, true), &style, theme);
        }
    }
    svg.end();
}

/// Distance of a name's place from the right edge, mm.
const NAME_MM: f64 = 0.3;

/// Writes the words beneath a state. Returns the lower edge.
fn beneath(svg: &mut Svg, d: &DimpleDiagram, at: usize, cut: &Cut, theme: &Theme) -> f64 {
    let style = TextStyle::new(theme.size.note, theme.text);
    svg.begin("words");
    let most = if theme.is_slide() { ON_SLIDE } else { usize::MAX };
    let end = lines(d, at, theme.language).iter().take(most).fold(cut.frame.bottom() + 8.0, |y, line| {
        let lines = layout::wrapped(line, style.size, style.weight, cut.frame.width);
        layout::block(svg, cut.frame.x, y, &lines, &style)
    });
    svg.end();
    end
}

fn lines(d: &DimpleDiagram, at: usize, language: Language) -> Vec<String> {
    let state = if at == 0 { &d.before } else { &d.full };
    let force = |newton: f64| language.force_on_needle(numbers::short(1e3 * newton, 3));
    let tip = fixed(state.tip_mm());
    let way = if state.dialled { language.tip_below_rim(tip) } else { language.tip_below_rest(tip) };
    // A tip that has entered and not broken through stands in or above the papillary dermis.
    let pushed = if state.depth_mm > 0.0 {
        language.in_layer(state.column.layer_at((1.0 - 1e-6) * state.depth_mm)).to_owned()
    } else {
        language.pushed_down().to_owned()
    };
    match (at, d.punctured()) {
        (0, true) => vec![force(d.forces_n[0]), way, pushed],
        (0 | 1, false) => vec![force(d.forces_n[at]), way, pushed],
        (1, true) => vec![
            force(d.forces_n[1]),
            way,
            language.in_layer(d.full.column.layer_at(d.full.depth_mm)).to_owned(),
        ],
        (_, false) => vec![language.no_channel().to_owned()],
        (_, true) => {
            let ([depth, least, most], [width, narrow, wide]) = (d.channel_mm(), d.opening_mm());
            let ratio = |[value, low, high]: [f64; 3]| {
                let [value, low, high] = [value, low, high].map(|share| numbers::short(share, 2));
                format!("{value} ({low}–{high})")
            };
            let um = |mm: f64| numbers::fixed(1e3 * mm, 0);
            vec![
                language.channel_left(fixed(depth), range(least, most)),
                language.depth_left(ratio(d.residual_ratio)),
                language.channel_open(um(width), um(narrow), um(wide)),
                language.width_left(ratio(d.open_width_ratio)),
            ]
        }
    }
}

pub(in crate::render) fn title(d: &DimpleDiagram, language: Language) -> String {
    let (site, gives) = (language.name_begun(&d.full.site), fixed(d.before.dimple_mm));
    if d.punctured() {
        language.dimple_title(site, gives, fixed(d.full.depth_mm))
    } else {
        language.dimple_title_none(site, gives)
    }
}

fn sentence(d: &DimpleDiagram, language: Language) -> String {
    language.dimple_sentence(if d.punctured() { language.dimple_channel() } else { "" })
}
