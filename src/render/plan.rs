//! Several sessions on one axis of time: what follows each, the dose that adds up, collagen, published plans. Beside it, the
//! dose place by place.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::panels::{self, Panel, Panels};
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::timeline::{CURVE, heading, with_warning};
use super::words::{self, Language};
use super::{Picture, RenderError};
use crate::outcome::Provenance;
use crate::outcome::sessions::{Dose, DoseMap, Left, LeftOf, Sessions, Spread, published, published_minutes};
use crate::outcome::timeline::{ClosedBy, CurveOf, SaidBy, Sign, Tag, Timeline};

/// Heights of the charts, units.
const DOSE: f64 = 150.0;
const COLLAGEN: f64 = 60.0;
/// Height of a row and of its bar, in multiples of the type size.
const ROW: f64 = 1.6;
const BAR: f64 = 0.9;
/// Days of the axis after the last session: at least these, and this share of the plan.
const AFTER_DAYS: f64 = 28.0;
const AFTER_SHARE: f64 = 0.6;
/// Longest axis in weeks, days.
const IN_WEEKS: f64 = 60.0;
const WEEK: f64 = 7.0;
const MONTH: f64 = 30.4;

/// The axis of time on the page.
#[derive(Clone, Copy)]
struct Days {
    left: f64,
    width: f64,
    end: f64,
}

impl Days {
    fn x(self, days: f64) -> f64 {
        self.left + self.width * (days / self.end).clamp(0.0, 1.0)
    }

    fn right(self) -> f64 {
        self.left + self.width
    }
}

/// What follows each session, in the order of the rows.
const ROWS: [LeftOf; 6] = [
    LeftOf::Curve(CurveOf::OpenArea { measure: ClosedBy::Impedance, covered: false }),
    LeftOf::Curve(CurveOf::OpenArea { measure: ClosedBy::WaterLoss, covered: false }),
    LeftOf::Curve(CurveOf::OpenArea { measure: ClosedBy::Dye, covered: false }),
    LeftOf::Curve(CurveOf::Redness),
    LeftOf::Sign(Sign::Flaking),
    LeftOf::Sign(Sign::Sun),
];

fn colour(of: LeftOf, theme: &Theme) -> Rgb {
    match of {
        LeftOf::Curve(CurveOf::OpenArea { measure: ClosedBy::Impedance, .. }) => theme.accents.blue,
        LeftOf::Curve(CurveOf::OpenArea { measure: ClosedBy::WaterLoss, .. }) => theme.accents.green,
        LeftOf::Curve(CurveOf::OpenArea { .. }) => theme.accents.orange,
        LeftOf::Curve(CurveOf::Redness) => theme.accents.vermilion,
        LeftOf::Curve(CurveOf::Collagen) => theme.accents.purple,
        LeftOf::Sign(Sign::Flaking) => theme.accents.blue,
        LeftOf::Sign(_) => theme.quiet,
    }
}

/// What has to be over on open skin.
fn on_open_skin(sessions: &Sessions) -> Vec<&Left> {
    sessions.open().into_iter().filter(|left| !left.of.is_covered()).collect()
}

/// Draws the plan.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(timeline: &Timeline, sessions: &Sessions, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let title =
        language.plan_finding(sessions.plan.number, sessions.plan.interval_h(), &on_open_skin(sessions));
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &language.setting(&timeline.provenance), theme);
    let sentence = [said(sessions, language), language.plan_sentence().to_owned()].join(" ");
    let bottom = if timeline.open_share.is_none() {
        layout::none(&mut svg, top, theme)
    } else {
        parts(&mut svg, timeline, sessions, top, theme)?
    };
    let foot = with_warning(language.foot(&timeline.provenance.foot()), language.no_safe_time(), theme);
    let height = layout::footer(&mut svg, bottom, sentence.trim(), &foot, theme);
    let alt = words::alternative([language.plan_alt(&title), language.plan_alt_parts().to_owned()]);
    Ok(Picture {
        name: "plan".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {}", sentence.trim()),
        alt,
    })
}

/// Duration, price, and what articles warn of.
#[must_use]
pub fn said(sessions: &Sessions, language: Language) -> String {
    let [needling, _] = published_minutes();
    let lasts = sessions.session_h.filter(|_| sessions.plan.area_cm2.is_some()).map(|hours| {
        let area = numbers::short(sessions.area_cm2, 3);
        language.plan_lasts(language.time(hours), area, needling.low, needling.high)
    });
    let costs = sessions.price().map(|(whole, currency)| {
        let number = sessions.plan.number;
        let amount = |price: f64| format!("{} {currency}", numbers::short(price, 6)).trim().to_owned();
        language.plan_costs(amount(whole), number, amount(whole / f64::from(number)))
    });
    let daily = sessions.plan.is_daily().then(|| language.plan_daily().to_owned());
    let home = sessions.home_over_mm.map(|cap| language.plan_home(cap));
    [lasts, costs, daily, home].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Draws all parts. Returns the lower edge.
fn parts(
    svg: &mut Svg,
    timeline: &Timeline,
    sessions: &Sessions,
    top: f64,
    theme: &Theme,
) -> Result<f64, RenderError> {
    let (size, language) = (theme.size.label, theme.language);
    let wide = |words: &str| fonts::width(words, size, Weight::Regular);
    let names: Vec<String> = rows(timeline).into_iter().map(|row| language.left_of(row.of)).collect();
    let mut widest = names.iter().map(|name| wide(name)).fold(0.0, f64::max);
    if !theme.is_column() && !theme.is_slide() {
        let plans = published().iter().map(|plan| wide(language.published_plan(plan)));
        widest = plans.fold(widest, f64::max).min(0.3 * theme.inner_width());
    }
    let left = theme.page.margin + widest + 12.0;
    let last = sessions.plan.begin_h(sessions.plan.number.saturating_sub(1)) / 24.0;
    let end = last + AFTER_DAYS.max(AFTER_SHARE * last);
    let days = Days { left, width: theme.page.margin + theme.inner_width() - left - 8.0, end };
    let (from, mut y) = (top, top);
    y = each(svg, timeline, sessions, days, y, theme);
    y = dose(svg, sessions, days, y + theme.page.step, theme)?;
    if !theme.is_slide() {
        y = collagen(svg, sessions, days, y + theme.page.step, theme);
        y = plans(svg, days, y + theme.page.step, theme);
    }
    Ok(axis(svg, days, from, y + 4.0, theme))
}

/// What follows a session: what, when it begins, its usual end and its latest end, days, and how that is known.
struct Follows {
    of: LeftOf,
    begin: f64,
    usual: f64,
    latest: f64,
    tag: Tag,
}

fn rows(timeline: &Timeline) -> Vec<Follows> {
    let row = |of: LeftOf| match of {
        LeftOf::Curve(curve) => {
            let curve = timeline.curve(curve)?;
            let over = curve.over_h?;
            Some(Follows {
                of,
                begin: 0.0,
                usual: over.value / 24.0,
                latest: over.high / 24.0,
                tag: curve.tag,
            })
        }
        LeftOf::Sign(sign) => {
            let span = timeline.spans.iter().find(|span| span.sign == sign)?;
            let [begin, usual, latest] =
                [span.begin_h.value, span.end_h.value, span.end_h.high].map(|hours| hours / 24.0);
            Some(Follows { of, begin, usual, latest, tag: span.tag })
        }
    };
    ROWS.into_iter().filter_map(row).collect()
}

/// Stretches of time that these cover, each from a beginning to an end, joined where they touch.
fn joined(stretches: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let mut all: Vec<[f64; 2]> = Vec::new();
    for [from, to] in stretches {
        match all.last_mut() {
            Some(last) if from <= last[1] => last[1] = last[1].max(to),
            _ => all.push([from, to]),
        }
    }
    all
}

/// Writes a name at the left of a row.
fn name(svg: &mut Svg, words: &str, days: Days, middle: f64, theme: &Theme) {
    let style = TextStyle::new(theme.size.label, theme.text).anchored(Anchor::End);
    svg.text((days.left - 12.0, layout::middle(middle, style.size)), words, &style);
}

/// Draws the sessions and a bar for what follows each. Returns the lower edge.
fn each(svg: &mut Svg, timeline: &Timeline, sessions: &Sessions, days: Days, top: f64, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let mut y = heading(svg, language.plan_each(), top, theme);
    let (row, bar) = (ROW * size, BAR * size);
    let begins: Vec<f64> = (0..sessions.plan.number).map(|at| sessions.plan.begin_h(at) / 24.0).collect();
    svg.begin("sessions");
    let middle = y + 0.5 * row;
    name(svg, language.this_plan(), days, middle, theme);
    let radius = 0.36 * size;
    for begin in &begins {
        svg.circle((days.x(*begin), middle), radius, &Paint::fill(theme.text));
    }
    y += row;
    svg.end();
    svg.begin("signs");
    for Follows { of, begin, usual, latest, tag } in rows(timeline) {
        let middle = y + 0.5 * row;
        name(svg, &language.left_of(of), days, middle, theme);
        let fill = if tag == Tag::Memory || tag == Tag::Design { theme.quiet } else { colour(of, theme) };
        for (end, opacity) in [(latest, 0.25), (usual, 0.6)] {
            for [from, to] in joined(begins.iter().map(|day| [day + begin, day + end])) {
                let [from, to] = [from, to].map(|day| days.x(day));
                let bar = Rect::new(from, middle - 0.5 * bar, (to - from).max(1.5), bar);
                svg.rect(bar, 1.5, &Paint::fill(fill).opacity(opacity));
            }
        }
        y += row;
    }
    svg.end();
    y
}

/// Draws the dose as steps. Returns the lower edge.
fn dose(svg: &mut Svg, sessions: &Sessions, days: Days, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let side = numbers::short(sessions.place_mm, 2);
    let top = heading(svg, &theme.language.plan_dose(side), top, theme);
    let frame = Rect::new(days.left, top + 6.0, days.width, theme.high(DOSE));
    let most =
        sessions.doses.iter().flat_map(|dose| [dose.punctures_per_cm2.mean, dose.punctures_per_cm2.p95]);
    let most = 1.05 * most.flatten().fold(0.0, f64::max).max(1.0);
    let x =
        Axis { from: 0.0, to: 1.0, log: false, ticks: Vec::new(), labels: Vec::new(), title: String::new() };
    let y = Axis::linear("", 0.0, most, 4);
    let chart = Chart { name: "dose".into(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    chart.draw(svg, theme)?;
    let at = |value: f64| frame.bottom() - frame.height * value / most;
    let steps = |of: fn(&Spread) -> Option<f64>| -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        let mut before = at(0.0);
        for Dose { session, punctures_per_cm2, .. } in &sessions.doses {
            let x = days.x(sessions.plan.begin_h(session - 1) / 24.0);
            let now = at(of(punctures_per_cm2).unwrap_or_default());
            points.extend([(x, before), (x, now)]);
            before = now;
        }
        points.push((days.right(), before));
        points
    };
    svg.begin("dose-by-place");
    let mut band = steps(|spread| spread.p05);
    band.extend(steps(|spread| spread.p95).into_iter().rev());
    svg.path(&band, true, &Paint::fill(theme.accents.vermilion).opacity(0.18));
    svg.path(&steps(|spread| spread.mean), false, &Paint::stroke(theme.accents.vermilion, CURVE));
    svg.end();
    Ok(frame.bottom())
}

/// Draws the schematic rise of collagen. Returns the lower edge.
fn collagen(svg: &mut Svg, sessions: &Sessions, days: Days, top: f64, theme: &Theme) -> f64 {
    let top = heading(svg, theme.language.plan_collagen(), top, theme);
    let height = theme.high(COLLAGEN);
    if let Some(course) = sessions.course(CurveOf::Collagen) {
        let whole = f64::from(sessions.plan.number.max(1));
        let place = |day: f64, sum: f64| (days.x(day), top + height * (1.0 - sum / whole));
        let inside = || course.points.iter().filter(|(day, _)| *day <= days.end);
        let mut band: Vec<(f64, f64)> = inside().map(|(day, at)| place(*day, at.low)).collect();
        band.extend(inside().rev().map(|(day, at)| place(*day, at.high)));
        let line: Vec<(f64, f64)> = inside().map(|(day, at)| place(*day, at.value)).collect();
        svg.begin("collagen");
        svg.path(&band, true, &Paint::fill(theme.accents.purple).opacity(0.15));
        svg.path(&line, false, &Paint::stroke(theme.accents.purple, CURVE).dashed(2.0, 5.0));
        svg.end();
    }
    top + height
}

/// Draws published plans, a row each. Returns the lower edge.
fn plans(svg: &mut Svg, days: Days, top: f64, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let mut y = heading(svg, language.plan_published(), top, theme);
    let radius = 0.3 * size;
    svg.begin("published");
    for plan in published() {
        let ink = if plan.tag == Tag::Memory { theme.quiet } else { theme.text };
        let fill = if plan.said_by == SaidBy::Study { ink } else { theme.ground };
        let words = language.published_plan(plan);
        if theme.is_column() {
            let style = TextStyle::new(theme.size.note, ink);
            svg.text((days.left, y + style.size), words, &style);
            y += 1.3 * style.size;
        }
        let middle = y + 0.5 * ROW * size;
        if !theme.is_column() {
            let style = TextStyle::new(size, ink).anchored(Anchor::End);
            svg.text((days.left - 12.0, layout::middle(middle, size)), words, &style);
        }
        for session in 0..plan.sessions_high {
            let [soonest, latest] =
                [plan.interval_days_low, plan.interval_days_high].map(|days| days * f64::from(session));
            if soonest > days.end {
                break;
            }
            if latest > soonest {
                let line = [(days.x(soonest), middle), (days.x(latest), middle)];
                svg.line(line[0], line[1], &Paint::stroke(ink, 2.0));
            }
            for day in [soonest, latest].into_iter().filter(|day| *day <= days.end) {
                svg.circle((days.x(day), middle), radius, &Paint::fill(fill).outlined(ink, 1.25));
            }
        }
        y += ROW * size;
    }
    svg.end();
    y
}

/// Draws the axis of time. Returns the lower edge.
fn axis(svg: &mut Svg, days: Days, from: f64, y: f64, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let (unit, title) =
        if days.end <= IN_WEEKS { (WEEK, language.plan_weeks()) } else { (MONTH, language.plan_months()) };
    let ticks = Axis::fitted("", 0.0, days.end / unit, days.width, true, size);
    let whole = |tick: &f64| tick.fract() == 0.0;
    let style = TextStyle::new(size, theme.quiet).anchored(Anchor::Middle);
    svg.begin("time");
    svg.line((days.left, y), (days.right(), y), &Paint::stroke(theme.quiet, 1.0));
    for (tick, label) in ticks.ticks.iter().zip(&ticks.labels).filter(|(tick, _)| whole(tick)) {
        let x = days.x(tick * unit);
        svg.line((x, from + 1.5 * size), (x, y), &Paint::stroke(theme.quiet, 0.5).dashed(1.0, 4.0));
        svg.line((x, y), (x, y + 5.0), &Paint::stroke(theme.quiet, 1.0));
        svg.text((x, y + 8.0 + 0.8 * size), &language.numeral(label), &style);
    }
    let below = y + 12.0 + 0.8 * size + 1.1 * theme.size.axis;
    let style = TextStyle::new(theme.size.axis, theme.text).anchored(Anchor::Middle);
    svg.text((days.left + 0.5 * days.width, below), title, &style);
    svg.end();
    below + 8.0
}

/// Draws the dose place by place.
///
/// # Errors
/// Those of [`panels::draw`].
pub fn doses(provenance: &Provenance, sessions: &Sessions, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let dose = |number: u32| sessions.doses.iter().find(|dose| dose.session == number);
    // Half the span of 90 % of the places, over the mean.
    let uneven = |dose: &Dose| {
        let Spread { mean, p05, p95, .. } = dose.punctures_per_cm2;
        Some(numbers::short(numbers::rounded(100.0 * (p95? - p05?) / mean.filter(|mean| *mean > 0.0)?, 2), 2))
    };
    let ends = sessions.doses.first().and_then(uneven).zip(sessions.doses.last().and_then(uneven));
    let title = match ends {
        Some((first, last)) if sessions.doses.len() > 1 && first != last => {
            language.dose_title(sessions.doses.len(), first, last)
        }
        _ => language.dose_title_one().to_owned(),
    };
    let panel = |map: &DoseMap| {
        let Spread { p05, p95, .. } =
            dose(map.sessions).map(|dose| dose.punctures_per_cm2).unwrap_or_default();
        let [low, high] = [p05, p95].map(|end| numbers::short(end.unwrap_or_default(), 3));
        let [width_mm, height_mm] = sessions.size_mm;
        Panel {
            title: match map.sessions {
                1 => language.dose_after_one().to_owned(),
                number => language.dose_after(number),
            },
            figure: language.dose_places(low, high),
            field: map.punctures_per_cm2.clone(),
            width_mm,
            height_mm,
            lines: Vec::new(),
        }
    };
    // On a slide the first and the last are large enough to see.
    let last = sessions.maps.len().saturating_sub(1);
    let maps = sessions.maps.iter().enumerate();
    let maps = maps.filter(|(at, _)| !theme.is_slide() || *at == 0 || *at == last).map(|(_, map)| map);
    let picture = Panels {
        name: "dose",
        title,
        subtitle: language.setting(provenance),
        sentence: language.dose_sentence(numbers::short(sessions.place_mm, 2)),
        quantity: language.punctures_per_cm2(),
        nothing: language.nothing().to_owned(),
        panels: maps.map(panel).collect(),
        foot: language.foot(&provenance.foot()),
    };
    panels::draw(&picture, theme)
}
