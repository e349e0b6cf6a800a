//! Teaching figure: the same nominal depth on several devices.

use crate::outcome::provenance::{Foot, Named};
use crate::outcome::{Answer, Figure, Provenance, Slice};

/// Devices side by side, all set to one depth and used on the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct DevicesDiagram {
    /// Provenance of the first device's run.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// Dial of a pen, and needle length of the other devices, mm.
    pub set_mm: f64,
    /// Whether muscle lies below the dermis: passing it is then a sub-dermal breach.
    pub eyelid: bool,
    /// Number of people treated with each device.
    pub people: u32,
    /// Devices in the order of the picture.
    pub devices: Vec<OnDevice>,
}

/// Results of one device at that setting.
#[derive(Debug, Clone, PartialEq)]
pub struct OnDevice {
    /// Name of the preset.
    pub name: String,
    /// Name of the device for readers.
    pub label: String,
    /// Name and short hash of its scenario.
    pub scenario: [String; 2],
    /// The resolved scenario.
    pub scenario_toml: String,
    /// Number of passes over the area.
    pub passes: u32,
    /// Slice through the first person, with the tracts in it.
    pub slice: Slice,
    /// Mean depth of the tips that pierced, mm.
    pub depth_mm: Figure,
    /// Strikes per cm².
    pub density_per_cm2: Figure,
    /// Shares of the strikes by the deepest layer reached: none (not pierced), epidermis, dermis, below the
    /// dermis.
    pub deepest: [Figure; 4],
}

impl DevicesDiagram {
    /// Foot of the picture: every scenario by its name and hash.
    pub fn foot(&self) -> Foot {
        if self.devices.is_empty() {
            return self.provenance.foot();
        }
        let of = |OnDevice { scenario: [name, hash], .. }: &OnDevice| (name.clone(), hash.clone());
        Foot { scenarios: Named::Each(self.devices.iter().map(of).collect()), seed: self.provenance.seed }
    }

    /// The table, a row a device; empty where there is no figure.
    pub fn csv(&self) -> String {
        let mut text = String::from("device,set_mm,passes");
        for name in ["depth_mm", "density_per_cm2", "not_pierced", "epidermis", "dermis", "below_dermis"] {
            text.push_str(&format!(",{name},{name}_se,{name}_p05,{name}_p95,{name}_n"));
        }
        text.push('\n');
        for of in &self.devices {
            text.push_str(&format!("{},{},{}", of.name, self.set_mm, of.passes));
            for Figure { value, se, p05, p95, n, .. } in
                [of.depth_mm, of.density_per_cm2].into_iter().chain(of.deepest)
            {
                for number in [value, se, p05, p95] {
                    text.push(',');
                    text.push_str(&number.map_or(String::new(), |number| format!("{number:.6e}")));
                }
                text.push_str(&format!(",{n}"));
            }
            text.push('\n');
        }
        text
    }
}

impl Answer for DevicesDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The table, and the scenarios of all devices but the first, whose scenario stands for the figure.
    fn files(&self) -> Vec<(String, String)> {
        let others = self.devices.iter().skip(1);
        let scenarios = others.map(|of| (format!("scenario-{}.toml", of.name), of.scenario_toml.clone()));
        std::iter::once(("devices.csv".to_owned(), self.csv())).chain(scenarios).collect()
    }
}
