//! One needle alone compared with the same in an array: two cuts side by side at one scale, and depth by
//! number of needles.

use super::dimple::{on_plate, plate};
use super::needle::{self, Needle};
use super::sheet;
use super::words::fixed;
use crate::outcome::diagram::bed_of_nails::{Alike, BedDiagram, Standing};
use crate::outcome::hair_mm;
use crate::render::axes::{Axis, Chart, Series};
use crate::render::layout;
use crate::render::numbers::{self, THIN};
use crate::render::section::Cut;
use crate::render::section::marks::{self, scale_room};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::words::Language;
use crate::render::{Picture, RenderError, fonts};

/// Height drawn below the zero of depths and above it, units.
const BELOW: f64 = 300.0;
const AIR: f64 = 120.0;
/// Thickness of a plate in the drawing.
const PLATE: f64 = 30.0;
/// Gap between the cuts, and share of the first.
const GAP: f64 = 20.0;
const FIRST: f64 = 0.36;
/// Share of a slide's width that the cuts take.
const CUTS_ON_SLIDE: f64 = 0.64;
/// Largest scale, units per mm.
const MOST_PER_MM: f64 = 330.0;
/// Height of the chart.
const CHART: f64 = 150.0;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts and axes.
pub fn draw(diagram: &BedDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let (mut svg, d, language) = (Svg::new(), diagram, theme.language);
    let title = title(d, language);
    let provenance = &d.alone.provenance;
    let device = theme.language.device(provenance);
    let subtitle = format!("{}{device}{}", language.average_person(), language.all_sound());
    let top = layout::header(&mut svg, &title, &subtitle, theme) + 1.6 * theme.size.label;
    let cuts = cuts(d, top, theme);
    let one = [Standing { x_mm: 0.0, tip_mm: d.alone.tip_mm(), depth_mm: d.alone.depth_mm }];
    svg.part("alone", |svg| {
        head(svg, &cuts[0], language.one_needle_alone(), theme);
        cut_out(svg, d, &cuts[0], &one, &|x| d.alone.sink_mm(x.abs()), theme);
        let taken = measured(svg, d, &cuts[0], &one[0], theme);
        layer_names(svg, d, &cuts[0], &taken, theme);
    });
    svg.part("together", |svg| {
        head(svg, &cuts[1], &language.same_among(d.needles), theme);
        cut_out(svg, d, &cuts[1], &d.row, &|x| sheet::at(&d.surface_mm, x), theme);
        if let Some(middle) = middle(d) {
            measured(svg, d, &cuts[1], middle, theme);
        }
    });
    marks::depth_scale(&mut svg, &cuts[0], theme);
    let on_skin = theme.on_skin();
    marks::hair(&mut svg, &cuts[1], cuts[1].frame.bottom() - 16.0, hair_mm(), &on_skin);
    marks::scale_bar(&mut svg, &cuts[1], cuts[1].frame.bottom() - 16.0, &on_skin);
    let mut end: f64 = 0.0;
    for (at, cut) in cuts.iter().enumerate() {
        let style = TextStyle::new(theme.size.note, theme.text);
        let lines = layout::wrapped(&beneath(d, at, language), style.size, style.weight, cut.frame.width);
        end = end.max(layout::block(&mut svg, cut.frame.x, cut.frame.bottom() + 8.0, &lines, &style));
    }
    let end = if theme.is_slide() {
        let left = cuts[1].frame.right() + 2.0 * GAP;
        let width = theme.page.margin + theme.inner_width() - left;
        let frame = Rect::new(left, top - 1.6 * theme.size.label, width, cuts[1].frame.height);
        chart(&mut svg, d, frame, theme)?.max(end)
    } else {
        let frame = Rect::new(theme.page.margin, end + 14.0, theme.inner_width(), theme.high(CHART));
        chart(&mut svg, d, frame, theme)?
    };
    let sentence = sentence(d, language);
    let height = layout::footer(&mut svg, end, &sentence, &theme.language.foot(&provenance.foot()), theme);
    let alt = language.bed_alt(&title, beneath(d, 0, language), beneath(d, 1, language));
    Ok(Picture {
        name: "bed-of-nails".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Both frames at one scale, with their needles in the middle.
fn cuts(d: &BedDiagram, top: f64, theme: &Theme) -> [Cut; 2] {
    let deepest = d.row.iter().map(|needle| needle.tip_mm).fold(d.alone.tip_mm(), f64::max);
    let shown = (1.15 * deepest).max(1.08 * d.alone.column.skin_mm().min(1.6 * deepest)).max(0.3);
    let per_mm = (theme.high(BELOW) / shown).min(MOST_PER_MM);
    let lowest = |list: &[[f64; 2]]| list.iter().map(|[_, sink]| *sink).fold(0.0, f64::min);
    let rise = (-lowest(&d.surface_mm)).max(d.alone.rise_mm).max(0.0) * per_mm;
    let bases = d.row.iter().map(|needle| base_mm(d, needle));
    let highest = bases.fold(d.alone.base_mm(), f64::min);
    let rise = rise + needle::air(d.alone.base, highest, per_mm, [AIR, PLATE, 2.0 * AIR]) - AIR;
    let left = theme.page.margin + scale_room(theme);
    // On a slide the chart stands beside them.
    let share = if theme.is_slide() { CUTS_ON_SLIDE } else { 1.0 };
    let width = share * (theme.page.width - theme.page.margin - left) - GAP;
    let air = theme.high(AIR);
    // The needle whose lengths are given is in the middle.
    let frames = [
        (0.0, FIRST * width, 0.0),
        (FIRST * width + GAP, (1.0 - FIRST) * width, middle(d).map_or(0.0, |at| at.x_mm)),
    ];
    frames.map(|(from, width, middle_mm)| Cut {
        frame: Rect::new(left + from, top, width, air + rise + theme.high(BELOW)),
        left_mm: middle_mm - 0.5 * width / per_mm,
        top_mm: -(air + rise) / per_mm,
        per_mm,
    })
}

/// Depth of a needle's base below the zero of depths, mm.
fn base_mm(d: &BedDiagram, needle: &Standing) -> f64 {
    needle.tip_mm - d.alone.needle.needle.length_mm
}

/// Needle of the row that is nearest to the middle of the device.
fn middle(d: &BedDiagram) -> Option<&Standing> {
    d.row.iter().min_by(|a, b| a.x_mm.abs().total_cmp(&b.x_mm.abs()))
}

fn head(svg: &mut Svg, cut: &Cut, words: &str, theme: &Theme) {
    svg.begin("head");
    let style = TextStyle::new(theme.size.label, theme.text).semibold();
    svg.text((cut.frame.x, cut.frame.y - 0.6 * style.size), words, &style);
    svg.end();
}

/// Draws skin and needles of one cut.
fn cut_out(
    svg: &mut Svg,
    d: &BedDiagram,
    cut: &Cut,
    needles: &[Standing],
    sink_mm: &dyn Fn(f64) -> f64,
    theme: &Theme,
) {
    let deepest = needles.iter().map(|needle| needle.depth_mm).fold(0.0, f64::max);
    svg.clipped(cut.frame, |svg| {
        sheet::layers(svg, cut, &d.alone.column, sink_mm, deepest, theme);
        svg.begin("needles");
        let drawn = |needle: &Standing| Needle {
            profile: &d.alone.needle,
            material: d.alone.material,
            tip: cut.at(needle.x_mm, needle.tip_mm),
            lean_rad: 0.0,
            per_mm: cut.per_mm,
            faint: 0.0,
        };
        for needle in needles {
            drawn(needle).draw(svg, theme);
        }
        svg.end();
        // All needles share one plate; that of a pen stays in its head.
        if let Some(needle) = needles.first().filter(|_| d.alone.base.is_at_the_skin()) {
            let place = [needle.x_mm, base_mm(d, needle)];
            needle::base(svg, d.alone.base, cut, place, &drawn(needle), theme);
        }
    });
    if let Some(needle) = needles.first() {
        needle::name_base(svg, d.alone.base, cut, base_mm(d, needle), 6.0, theme);
    }
    svg.begin("level");
    let line = Paint::stroke(theme.quiet, 1.0).dashed(2.0, 3.0);
    svg.line((cut.frame.x, cut.y(0.0)), (cut.frame.right(), cut.y(0.0)), &line);
    svg.end();
}

/// Depth of a needle and how far the skin under it is pushed down, beside it: in both cuts from the dashed level. Gives what that and
/// the needle take of the page.
fn measured(svg: &mut Svg, d: &BedDiagram, cut: &Cut, needle: &Standing, theme: &Theme) -> Vec<Rect> {
    let pushed_mm = needle.tip_mm - needle.depth_mm;
    let aside = 0.5 * d.alone.needle.needle.shaft_diameter_mm * cut.per_mm + 11.0;
    let (x, size) = (cut.at(needle.x_mm, 0.0).0, theme.size.note);
    let style = TextStyle::new(size, theme.text).semibold();
    let surface = needle.tip_mm - needle.depth_mm;
    let from_to = |x: f64, wide: f64, [from, to]: [f64; 2]| {
        Rect::new(x - 0.5 * wide, from.min(to), wide, (to - from).abs())
    };
    let shaft = d.alone.needle.needle.shaft_diameter_mm * cut.per_mm;
    let mut taken = vec![from_to(x, shaft, [cut.frame.y, cut.y(needle.tip_mm)])];
    let bracket = |svg: &mut Svg, x: f64, from: f64, to: f64, side: f64, ink: Rgb| {
        let line = Paint::stroke(ink, 1.75);
        svg.line((x, from), (x, to), &line);
        for y in [from, to] {
            svg.line((x + 6.0 * side, y), (x, y), &line);
        }
    };
    let words = match fixed(pushed_mm.abs()) {
        bulges if pushed_mm < 0.0 => theme.language.bulges_by(bulges),
        gives => theme.language.gives_way_by(gives),
    };
    svg.begin("pushed-down");
    let left = x - aside;
    bracket(svg, left, cut.y(0.0), cut.y(pushed_mm), 1.0, theme.text);
    taken.push(from_to(left, 12.0, [cut.y(0.0), cut.y(pushed_mm)]));
    let at = (left + 4.0, words_above(cut, needle));
    taken.push(on_plate(svg, cut.frame, at, &words, &style.anchored(Anchor::End), theme));
    svg.end();
    if needle.depth_mm > 0.0 {
        svg.begin("depth");
        let (from, to) = (cut.y(surface), cut.y(needle.tip_mm));
        bracket(svg, x + aside, from, to, -1.0, theme.skin.ink);
        taken.push(from_to(x + aside, 12.0, [from, to]));
        let at = (x + aside + 8.0, layout::middle(0.5 * (from + to), size));
        let words = theme.language.deep(fixed(needle.depth_mm));
        taken.push(on_plate(svg, cut.frame, at, &words, &style, theme));
        svg.end();
    }
    taken
}

/// Height on the page of the words about the deflection under a needle.
fn words_above(cut: &Cut, needle: &Standing) -> f64 {
    cut.y((needle.tip_mm - needle.depth_mm).min(0.0)) - 8.0
}

/// Names of the layers that are high enough to hold one, at the left of a cut or at its right, clear of what is taken.
fn layer_names(svg: &mut Svg, d: &BedDiagram, cut: &Cut, taken: &[Rect], theme: &Theme) {
    let style = TextStyle::new(theme.size.note, theme.text);
    let sunk = d.alone.sink_mm(cut.left_mm.abs());
    let mut taken = taken.to_vec();
    svg.begin("layer-names");
    for ([upper, lower], layer, _) in sheet::named(&d.alone.column, cut.bottom_mm()) {
        // Layers follow the surface down to the depth of the needle.
        let at = |depth: f64| cut.y(depth + if depth <= d.alone.depth_mm.max(0.3) { sunk } else { 0.0 });
        let (from, to) = (at(upper), at(lower).min(cut.frame.bottom()));
        let room = 0.7 * style.size;
        let heights = [0.5, 0.25, 0.75, 0.0, 1.0].map(|share| from + room + share * (to - from - 2.0 * room));
        let words = theme.language.layer_in(layer, true);
        let sides = [(cut.frame.x + 9.0, style), (cut.frame.right() - 9.0, style.anchored(Anchor::End))];
        let places =
            sides.iter().flat_map(|(x, style)| heights.map(|y| ((*x, layout::middle(y, style.size)), style)));
        let is_free = |(at, style): &((f64, f64), &TextStyle)| {
            let Rect { x, y, width, height } = plate(cut.frame, *at, words, style);
            let plate = Rect::new(x - 3.0, y - 3.0, width + 6.0, height + 6.0);
            taken.iter().all(|other| !plate.overlaps(other))
        };
        if to - from > 1.5 * style.size
            && let Some((at, style)) = places.into_iter().find(is_free)
        {
            taken.push(on_plate(svg, cut.frame, at, words, style, theme));
        }
    }
    svg.end();
}

/// Draws the mean depth by number of needles: its heading at the upper edge of `place`, and a chart as high as it. Returns
/// the lower edge.
fn chart(svg: &mut Svg, d: &BedDiagram, place: Rect, theme: &Theme) -> Result<f64, RenderError> {
    let (size, language) = (theme.size.label, theme.language);
    let words = match d.alike {
        Alike::ForceEach(_) => language.by_number_at_force(),
        Alike::Travel => language.by_number_at_travel(),
    };
    let style = TextStyle::new(size, theme.text).semibold();
    let heading = layout::wrapped(words, size, style.weight, place.width);
    let top = layout::block(svg, place.x, place.y, &heading, &style) + 0.7 * size;
    let most = d.by_number.iter().map(|(_, depth)| *depth).fold(0.05, f64::max);
    let y = Axis::linear(language.depth_mm(), 0.0, 1.12 * most, 5);
    let whole = language.logarithmic(language.middle_needles_first());
    let fits = fonts::width(&whole, theme.size.axis, fonts::Weight::Regular) <= 0.8 * place.width;
    let title = if fits { whole } else { language.middle_needles_first().to_owned() };
    let x = Axis { title, ..Axis::logarithmic("", 0.9, 1.12 * d.needles as f64, 10) };
    let (left, below) = Chart::room(&x, &y, theme);
    let frame = Rect::new(place.x + left, top, place.width - left, place.height);
    let blue = theme.accents.blue;
    let points = d.by_number.iter().map(|(number, depth)| (*number as f64, *depth)).collect();
    let series = vec![Series::Line { points, colour: blue, width: 2.25 }];
    let chart = Chart { name: "by-number".into(), frame, x, y, grid: true, boxed: false, series };
    chart.draw(svg, theme)?;
    svg.begin("numbers-computed");
    for (number, depth) in &d.by_number {
        svg.circle(chart.at(*number as f64, *depth), 4.0, &Paint::fill(blue).outlined(theme.ground, 1.0));
    }
    svg.end();
    Ok(frame.bottom() + below)
}

fn milli(newton: f64) -> String {
    format!("{}{THIN}mN", numbers::short(1e3 * newton, 2))
}

/// Words beneath a cut.
fn beneath(d: &BedDiagram, at: usize, language: Language) -> String {
    let depth = |depth_mm: f64| match depth_mm {
        none if none <= 0.0 => language.not_pierced().to_owned(),
        deep => language.deep(fixed(deep)),
    };
    if at == 0 {
        return language.beneath_one(depth(d.alone.depth_mm), milli(d.alone_n));
    }
    let mut words = language.beneath_all(depth(d.depth_mm), fixed(d.dimple_mm), milli(d.force_n));
    if d.pierced != d.needles {
        words.push_str(&language.and_some_in(d.pierced, d.needles));
    }
    words
}

fn title(d: &BedDiagram, language: Language) -> String {
    let (site, all) = (language.name_begun(&d.alone.site), d.needles);
    // The brackets measure the single needle, and the middle needle of the array.
    let among_mm = middle(d).map_or(0.0, |needle| needle.depth_mm);
    let (alone, among) = (fixed(d.alone.depth_mm), fixed(among_mm));
    match (d.alone.pierced > 0, among_mm > 0.0, d.pierced) {
        (false, false, 0) => language.bed_title_none(site, all),
        (false, false, _) => language.bed_title_others(site, all),
        (false, true, _) => language.bed_title_together(site, all, among),
        (true, false, 0) => language.bed_title_alone(site, alone, all),
        (true, false, _) => language.bed_title_middle_not(site, alone, all),
        (true, true, _) => language.bed_title(site, alone, all, among),
    }
}

fn sentence(d: &BedDiagram, language: Language) -> String {
    let held = match d.alike {
        Alike::ForceEach(force) => language.held_at_force(milli(force)),
        Alike::Travel => language.held_at_travel().to_owned(),
    };
    let counts = if d.alone.dialled { language.close_needles() } else { language.needles_of_plate() };
    let mean = language.mean_of_all(d.needles, fixed(d.depth_mm));
    let newton = |force_n: f64| format!("{}{THIN}N", numbers::short(force_n, 2));
    let mean = match d.pen {
        None => mean,
        Some(pen) if pen.lift_mm > 0.0 => {
            let lift = format!("{}{THIN}mm", numbers::short(pen.lift_mm, 2));
            format!("{mean}. {}", language.pins_lift(newton(pen.pins_n), newton(pen.hand_n), lift))
        }
        Some(pen) => {
            format!(
                "{mean}. {}",
                language.pins_and_rim(newton(pen.hand_n), newton(pen.pins_n), newton(pen.rim_n))
            )
        }
    };
    language.bed_sentence(held, counts, mean)
}
