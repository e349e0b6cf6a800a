//! A hundred people, sorted by the share of their strikes that reaches the fat layer, in four classes.

use crate::outcome::{IntervalOf, Measure, Outcome};
use crate::render::fonts::{self, Weight};
use crate::render::layout;
use crate::render::numbers::{self, THIN};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::value_table::ValueTable;
use crate::render::words::{Language, begun};
use crate::render::{ColourMap, Picture, RenderError};

/// People in a row; half as many where there are few. Largest height of all rows, units.
const ACROSS: usize = 20;
const HIGHEST: f64 = 480.0;

/// Width of what stands beside the people, and the gap, units.
const BESIDE: f64 = 292.0;
const GUTTER: f64 = 40.0;

/// Classes of the reach.
const CLASSES: usize = 4;

/// Places of the upper three classes on the scale of injury.
const PLACES: [f64; CLASSES - 1] = [0.16, 0.5, 0.86];

/// Whether the reach is told by people one by one. A face has a map, because sites differ; elsewhere a map over people
/// shows chance. Old results folders do not have the reach of each person.
pub(super) fn tell_the_reach(outcome: &Outcome) -> bool {
    outcome.face.is_none() && !outcome.summary.reach_of_people.is_empty()
}

/// Draws the people of a run.
///
/// # Errors
/// Those of the fonts and of the colour table.
pub(super) fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let language = theme.language;
    let people = &outcome.summary.reach_of_people;
    let edges = edges(outcome.fat_reach_limit);
    let class = |reach: f64| edges.iter().filter(|edge| reach > **edge).count();
    let counts: [usize; CLASSES] =
        std::array::from_fn(|at| people.iter().filter(|reach| class(**reach) == at).count());
    let over = counts[CLASSES - 2] + counts[CLASSES - 1];
    let limit = language.numeral(&format!("{}{THIN}%", numbers::short(100.0 * outcome.fat_reach_limit, 2)));
    let title = title(outcome, over, &limit, language);
    let sentence = sentence(outcome, language);
    let alt = alt(outcome, &title, &counts, &edges, language);
    let colours = colours(theme)?;

    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &theme.language.setting(&outcome.provenance), theme);
    let wide = theme.inner_width() - GUTTER - BESIDE;
    let across = if people.len() > ACROSS { ACROSS } else { ACROSS / 2 };
    let rows = people.len().div_ceil(across);
    let cell = (wide / across as f64).min(theme.high(HIGHEST) / (1.9 * rows.max(1) as f64));
    let high = 1.9 * cell;
    svg.begin("people");
    for (at, reach) in people.iter().enumerate() {
        let (column, row) = (at % across, at / across);
        let middle = theme.page.margin + (column as f64 + 0.5) * cell;
        person(&mut svg, [middle, top + row as f64 * high], cell, colours[class(*reach)]);
    }
    svg.end();
    let mut bottom = top + rows as f64 * high;
    let room = Rect::new(theme.page.margin, bottom + 14.0, wide, 0.0);
    bottom = over_limit(&mut svg, outcome, room, &limit, theme);

    let x = theme.page.margin + wide + GUTTER;
    let head = begun(if outcome.eyelid { language.breach() } else { language.reach_the_fat() });
    let table = ValueTable { head, ..ValueTable::of(outcome, Measure::ReachFat, language) };
    let end = table.draw(&mut svg, [x, top - 8.0], BESIDE, theme);
    let end = legend(&mut svg, [x, end + 18.0], &counts, &edges, &colours, theme);
    let foot = theme.language.foot(&outcome.provenance.foot());
    let height = layout::footer(&mut svg, bottom.max(end), &sentence, &foot, theme);
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Upper edges of all classes but the last: a tenth of the limit, the limit, and five limits.
fn edges(limit: f64) -> [f64; CLASSES - 1] {
    let high = if 5.0 * limit < 1.0 { 5.0 * limit } else { 0.5 * (1.0 + limit) };
    [0.1 * limit, limit, high]
}

/// Colours of the classes: quiet for next to nothing, then more and more injury.
fn colours(theme: &Theme) -> Result<[Rgb; CLASSES], RenderError> {
    let mut colours = [theme.ground.mixed(theme.quiet, 0.25); CLASSES];
    for (colour, place) in colours.iter_mut().skip(1).zip(PLACES) {
        *colour = ColourMap::Carmine.at(place, theme)?;
    }
    Ok(colours)
}

/// Draws a standing person in a cell of this width, from the crown of the head down.
fn person(svg: &mut Svg, [x, y]: [f64; 2], cell: f64, colour: Rgb) {
    let paint = Paint::fill(colour);
    let at = |along: f64, down: f64| (x + along * cell, y + down * cell);
    svg.circle(at(0.0, 0.17), 0.17 * cell, &paint);
    let (left, shoulder) = at(-0.3, 0.4);
    svg.rect(Rect::new(left, shoulder, 0.6 * cell, 0.72 * cell), 0.15 * cell, &paint);
    // The legs, with a gap between.
    for side in [-0.185, 0.025] {
        let (left, hip) = at(side, 0.9);
        svg.rect(Rect::new(left, hip, 0.16 * cell, 0.78 * cell), 0.07 * cell, &paint);
    }
}

/// What the colours mean, with the number of people in each class. Returns the lower edge.
fn legend(
    svg: &mut Svg,
    [x, mut y]: [f64; 2],
    counts: &[usize; CLASSES],
    edges: &[f64; CLASSES - 1],
    colours: &[Rgb; CLASSES],
    theme: &Theme,
) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let widest = counts.iter().map(|count| fonts::width(&count.to_string(), size, Weight::SemiBold));
    let column = widest.fold(0.0, f64::max);
    svg.begin("legend");
    let head = layout::wrapped(language.people_by_reach(), size, Weight::Regular, BESIDE);
    y = layout::block(svg, x, y, &head, &TextStyle::new(size, theme.quiet)) + 6.0;
    for class in 0..CLASSES {
        person(svg, [x + 11.0, y], 22.0, colours[class]);
        let base = y + 22.0;
        let strong = TextStyle::new(size, theme.text).semibold().anchored(Anchor::End);
        svg.text((x + 34.0 + column, base), &counts[class].to_string(), &strong);
        let style = TextStyle::new(size, theme.text);
        svg.text((x + 34.0 + column + 10.0, base), &class_words(class, edges, language), &style);
        y += 42.0;
    }
    svg.end();
    y
}

/// Class in words: "under 0.5 %", "0.5–5 %", "over 25 %".
fn class_words(class: usize, edges: &[f64; CLASSES - 1], language: Language) -> String {
    let percent = |share: f64| numbers::short(100.0 * share, 2);
    match class {
        0 => language.up_to(format!("{}{THIN}%", percent(edges[0]))),
        last if last == CLASSES - 1 => language.over(format!("{}{THIN}%", percent(edges[last - 1]))),
        class => language.numeral(&format!("{}–{}{THIN}%", percent(edges[class - 1]), percent(edges[class]))),
    }
}

/// A line from nobody to everybody with the share of people over the limit, and where other plausible inputs would
/// put it. Returns the lower edge.
fn over_limit(svg: &mut Svg, outcome: &Outcome, room: Rect, limit: &str, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let figure = outcome.figure(Measure::PeopleOverLimit);
    let Some(value) = figure.value else { return room.y };
    let y = room.y + 1.9 * size;
    let at = |share: f64| room.x + room.width * share.clamp(0.0, 1.0);
    svg.begin("over-the-limit");
    let words = language.people_over(limit);
    svg.text((room.x, room.y + size), &words, &TextStyle::new(size, theme.text));
    svg.line((at(0.0), y), (at(1.0), y), &Paint::stroke(theme.quiet, 1.0));
    let inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let bounds = figure.low.zip(figure.high).filter(|_| inputs);
    if let Some((low, high)) = bounds {
        svg.line((at(low), y), (at(high), y), &Paint::stroke(theme.accents.blue, 7.0));
    }
    svg.circle((at(value), y), 6.0, &Paint::fill(theme.text).outlined(theme.ground, 1.5));
    let style = TextStyle::new(theme.size.note, theme.quiet);
    let below = y + 0.8 * size + theme.size.note;
    svg.text((at(0.0), below), language.nobody(), &style);
    svg.text((at(1.0), below), language.everybody(), &style.anchored(Anchor::End));
    let mut end = below + 0.5 * size;
    if let Some((low, high)) = bounds {
        let percent = |share: f64| numbers::fixed(100.0 * share, 0);
        let words = language.people_over_inputs(percent(low), percent(high));
        let lines = layout::wrapped(&words, size, Weight::Regular, room.width);
        end = layout::block(svg, room.x, end + 4.0, &lines, &TextStyle::new(size, theme.accents.blue));
    }
    svg.end();
    end
}

fn title(outcome: &Outcome, over: usize, limit: &str, language: Language) -> String {
    let people = outcome.summary.reach_of_people.len();
    match (people, over, outcome.eyelid) {
        (0, ..) => language.no_needle_struck().to_owned(),
        (people, 0, false) => language.people_title_none(people, limit),
        (people, over, false) => language.people_title(over, people, limit),
        (people, 0, true) => language.people_breach_title_none(people, limit),
        (people, over, true) => language.people_breach_title(over, people, limit),
    }
}

fn sentence(outcome: &Outcome, language: Language) -> String {
    let shown = outcome.summary.reach_of_people.len();
    let mut sentence = match outcome.realisations_done as usize {
        all if all > shown => language.people_sentence_some(shown, all),
        _ => language.people_sentence(shown),
    };
    sentence.push_str(&language.rests_sentence(outcome, Measure::ReachFat));
    if !outcome.eyelid {
        sentence.push_str(language.reach_is_geometry());
    }
    sentence
}

fn alt(
    outcome: &Outcome,
    title: &str,
    counts: &[usize; CLASSES],
    edges: &[f64; CLASSES - 1],
    language: Language,
) -> String {
    let classes =
        (0..CLASSES).map(|class| format!("{}: {}", class_words(class, edges, language), counts[class]));
    let classes: Vec<String> = classes.collect();
    language.people_alt(title, outcome.summary.reach_of_people.len(), classes.join(", "))
}
