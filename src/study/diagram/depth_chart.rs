//! Computes a depth chart: the fat-layer reach of a device at several set depths on several sites, from thin
//! to thick skin.
//!
//! The reach and its bounds are those of [`by_setting`](crate::study::by_setting), with the same people for
//! every site and depth.

use crate::outcome::Provenance;
use crate::outcome::diagram::depth_chart::{DepthChart, Row};
use crate::outcome::safe_depth::SettingOf;
use crate::simulate::inputs::STUDIED;
use crate::simulate::{Progress, SimulateError};
use crate::study::by_setting::{reach_by_setting, setting_of};
use crate::study::safe_depth::OnSite;

/// Computes the chart of these sites at these depths, given in rising order, mm. `progress` counts sites.
///
/// # Errors
/// Those of [`reach_by_setting`].
pub fn depth_chart(
    sites: &[OnSite],
    depths_mm: &[f64],
    provenance: Provenance,
    progress: &impl Progress,
) -> Result<DepthChart, SimulateError> {
    let reach = reach_by_setting(sites, depths_mm, progress)?;
    let row = |(on, reach): (&OnSite, _)| Row {
        site: on.site.clone(),
        label: on.setup.skin.label.clone(),
        skin_mm: on.setup.skin.mean_column().skin_mm(),
        eyelid: on.setup.skin.eyelid,
        reach,
    };
    let mut rows: Vec<Row> = sites.iter().zip(reach).map(row).collect();
    // Sites of equal thickness keep the order in which they were requested.
    rows.sort_by(|a, b| a.skin_mm.total_cmp(&b.skin_mm));
    let first = sites.first().map(|on| &on.setup);
    Ok(DepthChart {
        provenance,
        setting: first.map_or(SettingOf::Dial, |setup| setting_of(setup.device.kind)),
        device: first.map(|setup| setup.device.label.clone()).unwrap_or_default(),
        depths_mm: depths_mm.to_vec(),
        people: first.map_or(0, |setup| setup.realisations),
        draws: first.map_or(0, |setup| if setup.intervals { STUDIED } else { 0 }),
        rows,
    })
}
