//! `puncta sites`: lists the body sites, or everything known of one.

use super::terminal::{columns, padded, width, wrapped};
use super::{Done, Format, Stop};
use crate::scenario::nearest;
use crate::skin::appendages::appendages;
use crate::skin::ridges::Rete;
use crate::skin::site::{Site, site, sites as all};
use crate::skin::{Person, Skin, ThicknessSource, Vessels, source};
use serde_json::{Value, json};
use std::io::Write;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One site, e.g. cheek
    name: Option<String>,
    /// Format of the printed values
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn sites(arguments: &Arguments) -> Done {
    let asked = arguments.name.as_ref().map(|name| site(name).ok_or_else(|| unknown(name))).transpose()?;
    let mut out = crate::cli::terminal::out();
    match (arguments.format, asked) {
        (Format::Json, Some(site)) => writeln!(out, "{:#}", json(site))?,
        (Format::Json, None) => writeln!(out, "{:#}", Value::Array(all().iter().map(json).collect()))?,
        (Format::Text, Some(site)) => write!(out, "{}", one(site))?,
        (Format::Text, None) => write!(out, "{}", table())?,
    }
    Ok(())
}

pub(super) fn unknown(name: &str) -> Stop {
    let names = all().iter().map(|site| site.name.as_str());
    let help = match nearest(name, names.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the sites are: {}", names.collect::<Vec<_>>().join(", ")),
    };
    Stop::said(format!("no site \"{name}\"; {help}"))
}

/// Numbers of a site, with what they were put together from.
fn json(site: &Site) -> Value {
    let layer = |mean: f64, sd: f64| json!({ "mean_um": mean, "sd_um": sd });
    json!({
        "site": site.name, "label": site.label, "grade": site.grade, "basis": site.basis,
        "eyelid": site.is_eyelid(), "skin_mm": site.skin_mm(),
        "stratum_corneum": layer(site.stratum_corneum_um, site.stratum_corneum_sd_um),
        "epidermis": layer(site.epidermis_um, site.epidermis_sd_um),
        "dermis": layer(site.dermis_um, site.dermis_sd_um),
        "fat": layer(site.fat_um, site.fat_sd_um),
    })
}

fn table() -> String {
    let legend = "Thickness as mean ± standard deviation between people. Grade: A (several studies agree) to D (a guess).";
    let mut text = wrapped(legend, width(), 0);
    text.push('\n');
    let header = ["site", "epidermis µm", "dermis µm", "skin mm", "fat mm", "grade"];
    let mut rows = vec![header.map(str::to_owned)];
    for site in all() {
        rows.push([
            site.name.clone(),
            format!("{} ± {}", site.epidermis_um, site.epidermis_sd_um),
            format!("{} ± {}", site.dermis_um, site.dermis_sd_um),
            format!("{:.2}", site.skin_mm()),
            format!("{:.2} ± {:.2}", site.fat_um * 1e-3, site.fat_sd_um * 1e-3),
            site.grade.clone(),
        ]);
    }
    text.push_str(&columns(&rows));
    text.push_str("\npuncta sites NAME says where the numbers of one site come from.\n");
    text
}

fn one(site: &Site) -> String {
    let mut text = format!("{} ({}), grade {}\n\n", site.label, site.name, site.grade);
    let layers = [
        ("stratum corneum", site.stratum_corneum_um, site.stratum_corneum_sd_um, "µm, part of the epidermis"),
        ("epidermis", site.epidermis_um, site.epidermis_sd_um, "µm"),
        ("dermis", site.dermis_um, site.dermis_sd_um, "µm"),
        ("fat", site.fat_um, site.fat_sd_um, "µm, down to fascia or muscle"),
    ];
    for (name, mean, sd, unit) in layers {
        text.push_str(&format!("  {} {mean} ± {sd} {unit}\n", padded(name, 16)));
    }
    text.push('\n');
    let people = "Mean ± standard deviation between healthy adults of about 40 years, sexes pooled.";
    text.push_str(&wrapped(people, width(), 0));
    text.push_str("Basis (derived from the studies named, or our design where none was found):\n");
    text.push_str(&wrapped(&site.basis, width(), 2));
    text.push_str("\nSources of thickness for this site:\n");
    for known in ThicknessSource::ALL {
        if known.sites().is_some_and(|sites| !sites.contains(&site.name.as_str())) {
            continue;
        }
        let Some(parts) = known.dermis(site, None) else { continue };
        let dermis: f64 = parts.iter().map(|part| part.weight * part.mean_mm).sum();
        let skin = dermis + site.epidermis_um * 1e-3 * known.scale();
        text.push_str(&format!("  {} skin {skin:.2} mm\n", padded(known.name(), 20)));
    }
    if let Some(row) = source::ultrasound_rows().iter().find(|row| row.site == site.name) {
        let of =
            |epidermis: f64, dermis: f64, sd: f64| format!("{:.2} mm, dermis sd {sd:.2}", epidermis + dermis);
        text.push_str(&format!(
            "\nHigh-frequency ultrasound (meng_2022, seen), sum of epidermis and dermis:\n  men   {}\n  women {}\n",
            of(row.men_epidermis_mm, row.men_dermis_mm, row.men_dermis_sd_mm),
            of(row.women_epidermis_mm, row.women_dermis_mm, row.women_dermis_sd_mm),
        ));
    }
    text.push_str(&structures(site));
    let unknown = "Not known: over what lengths thickness varies within the site (none is published; those of the program are design), \
        and the shape of the tails, which decide rare events. Two ultrasound studies of the face differ by a factor of up to 1.75.";
    text.push('\n');
    text.push_str(&wrapped(unknown, width(), 0));
    if site.is_eyelid() {
        text.push_str(&wrapped(
            "An eyelid has next to no fat: passing its dermis is a sub-dermal breach into muscle.",
            width(),
            0,
        ));
    }
    text
}

/// Vessels, ridges, follicles and glands of a site, in words.
fn structures(site: &Site) -> String {
    let vessels = Vessels::of(site);
    let loops = Vessels::loops(site);
    let rete = Rete::of(site, None);
    let mut text = String::from("\nSmall structures:\n");
    let mut line = |name: &str, words: String| text.push_str(&format!("  {} {words}\n", padded(name, 16)));
    let corneum = site.stratum_corneum_um + vessels.suprapapillary_mm * 1e3;
    line(
        "capillary loops",
        format!(
            "{} per mm², {} ({}); tips about {corneum:.0} µm deep",
            loops.value,
            loops.tag.word(),
            loops.source
        ),
    );
    let words = Skin::of_site(site, ThicknessSource::Default, Person::default(), true).map(|skin| {
        let column = skin.mean_column();
        let [low, high] = vessels.upper_plexus_range_mm(&column);
        let upper = vessels.upper_plexus_at_mm(&column);
        format!("{upper:.2} mm deep ({low:.2}–{high:.2}), where papillary meets reticular dermis")
    });
    line("upper plexus", words.unwrap_or_else(|| "where papillary meets reticular dermis".to_owned()));
    line("deep plexus", "at the dermis-fat junction".to_owned());
    let [height, wave] = [rete.peak_to_trough_mm, rete.wavelength_mm].map(|mm| (mm * 1e3).round());
    line(
        "rete ridges",
        format!("{height} µm peak to trough, every {wave} µm (shown on cells of 25 µm or less)"),
    );
    if let Some(row) = appendages(&site.name) {
        let per = |number: Option<f64>, tag: &str, source: &str| match number {
            Some(number) => format!("{number} per cm², {tag} ({source})"),
            None => "no figure found".to_owned(),
        };
        line("hair follicles", per(row.hair_follicles_per_cm2, &row.hair_tag, &row.hair_source));
        line("sweat glands", per(row.eccrine_glands_per_cm2, &row.eccrine_tag, &row.eccrine_source));
    }
    text
}
