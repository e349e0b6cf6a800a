//! Words of vertical cuts through the skin: the cross-section of a run, and the teaching figure of one
//! needle.

use super::Language;
use std::fmt::Display;

words! {
    // Both.
    a_hair(thickness) "a hair, {thickness}" / "ein Haar, {thickness}",
    upper_plexus "upper plexus" / "oberer Gefäßplexus",
    deep_plexus "deep plexus" / "tiefer Gefäßplexus",

    // Cross-section of a run.
    did_not_pierce "did not pierce" / "nicht durchstochen",
    tips(range) "tips {range}" / "Spitzen {range}",
    tips_in_skin(median)
        "5–95\u{202f}% of tips that pierced, median {median}" /
        "5–95\u{202f}% der eingedrungenen Spitzen, Median {median}",
    thick(thickness) "{thickness} thick" / "{thickness} dick",
    cross_title_none(set)
        "Set to {set}, no needle pierces this skin" /
        "Bei einer Einstellung von {set} durchsticht keine Nadel diese Haut",
    cross_title(set, range, place)
        "One person, set to {set}: tips end {range} deep, {place}" /
        "Eine Person, Einstellung {set}: Die Spitzen enden {range} tief, {place}",
    cross_title_some(set, share, range)
        "One person, set to {set}: {share} of strikes do not pierce; the other tips end {range} deep" /
        "Eine Person, Einstellung {set}: {share} der Stiche durchstechen die Haut nicht; die anderen Spitzen enden {range} tief",
    in_no_layer "in no layer" / "in keiner Schicht",
    all_below_dermis "all below the dermis" / "alle unter der Dermis",
    all_in_epidermis "all in the epidermis" / "alle in der Epidermis",
    all_in_dermis "all in the dermis" / "alle in der Dermis",
    part_below_dermis(share) "{share} below the dermis" / "{share} unter der Dermis",
    part_in_dermis(share) "{share} in the dermis" / "{share} in der Dermis",
    one_puncture "one puncture" / "einem Einstich",
    several_punctures(count) "{count} punctures" / "{count} Einstichen",
    one_failed "one strike that did not pierce" / "einem Stich, der die Haut nicht durchstach",
    several_failed(count)
        "{count} strikes that did not pierce" /
        "{count} Stichen, die die Haut nicht durchstachen",
    punctures_and_failed(punctures, failed) "{punctures} and {failed}" / "{punctures} und {failed}",
    slice_empty "in which no strike falls." / ", in die kein Stich fällt.",
    slice_of_failed(failed)
        "with {failed}. Layers are drawn at mid-slice." /
        " mit {failed}. Die Schichten sind in der Mitte der Scheibe gezeichnet.",
    wide_as_needle
        "Tracts are as wide as the needle, in skin at rest." /
        "Die Stichkanäle sind so breit wie die Nadel, in ruhender Haut.",
    wide_as_slit
        "Tracts are as wide as the needle and its slit together, in skin at rest." /
        "Die Stichkanäle sind so breit wie die Nadel und ihr Schlitz zusammen, in ruhender Haut.",
    slice_of_punctures(punctures, how_wide)
        "with {punctures}. {how_wide} Layers are drawn at mid-slice; colour shows where each tip ended." /
        " mit {punctures}. {how_wide} Die Schichten sind in der Mitte der Scheibe gezeichnet; die Farbe zeigt, in welcher Schicht die \
         Spitze endet.",
    cross_sentence(from, to, at, thickness, held)
        "The first person, cut from x = {from} to {to}\u{202f}mm at y = {at}\u{202f}mm, equal scales: a slice {thickness}\u{202f}mm \
         thick {held}" /
        "Die erste Person, geschnitten von x = {from} bis {to}\u{202f}mm bei y = {at}\u{202f}mm, gleiche Maßstäbe: eine Scheibe von \
         {thickness}\u{202f}mm Dicke{held}",
    cross_alt(width, layers, title)
        "Upright cut through skin, {width} mm wide. {title}. Mean thickness from the top: {layers}." /
        "Senkrechter Schnitt durch Haut, {width} mm breit. {title}. Mittlere Dicke von oben: {layers}.",
    cross_alt_marks(bracket)
        "A dashed line marks the set depth{bracket}." /
        "Eine gestrichelte Linie zeigt die eingestellte Tiefe{bracket}.",
    and_a_bracket
        ", a bracket the depths that 5 to 95 % of the tips that pierced in this treatment reach" /
        ", eine Klammer die Tiefen, die 5 bis 95 % der in dieser Behandlung eingedrungenen Spitzen erreichen",

    // A block of skin.
    block_title(density, depth)
        "One treatment of one person: {density}, half of them deeper than {depth}" /
        "Eine Behandlung einer Person: {density}, die Hälfte tiefer als {depth}",
    block_title_none(density)
        "One treatment of one person: {density}, none of which pierces" /
        "Eine Behandlung einer Person: {density}, von denen keiner die Haut durchsticht",
    block_sentence(side, thickness)
        "A block of the first person's skin, {side} wide, at equal scales. Top: every opening. Sides: the tracts in a slice \
         {thickness} thick; colour shows where each tip ended. Lobules and vessels are schematic." /
        "Ein Block der Haut der ersten Person, {side} breit, gleiche Maßstäbe. Oben: jede Öffnung. Seiten: die Stichkanäle in einer \
         Scheibe von {thickness} Dicke; die Farbe zeigt, in welcher Schicht die Spitze endet. Läppchen und Gefäße sind schematisch.",
    block_alt(title, tracts)
        "{title}. A block of skin seen from above at an angle: openings on its top, layers and {tracts} needle tracts on two cut faces." /
        "{title}. Ein Block Haut, schräg von oben gesehen: Öffnungen auf der Oberseite, Schichten und {tracts} Stichkanäle auf zwei \
         Schnittflächen.",

    // One needle in the layers of a site.
    skin_gives_way "the skin gives way" / "Eindellung der Haut",
    skin_bulges "the skin bulges" / "Vorwölbung der Haut",
    below_the_rim "below the rim of the pen" / "unter dem Rand des Pens",
    needle_length(length) "needle length {length}" / "Nadellänge {length}",
    below_the_skin_around "below the skin around" / "unter der Haut ringsum",
    deep(depth) "{depth} deep" / "{depth} tief",
    capillary_loops "capillary loops" / "Kapillarschlingen",
    from_the_dimple "from the dimpled surface" / "ab der eingedellten Oberfläche",
    mean_of_needles(needles, range) "mean of {needles} needles, {range}" / "Mittel von {needles} Nadeln, {range}",
    mean_of_those(pierced, needles)
        "mean of the {pierced} of {needles} that go in" /
        "Mittel der {pierced} von {needles}, die eindringen",
    the_one_of(needles) "the 1 of {needles} that goes in" / "die 1 von {needles}, die eindringt",
    needle_plate "needle plate" / "Nadelplatte",
    bare_drum(radius) "drum, {radius} radius" / "Walze, Radius {radius}",
    other_needles_left_out " The device's other needles are left out." / " Die anderen Nadeln des Geräts sind weggelassen.",
    in_the_skin(depth) "{depth} in the skin" / "{depth} in der Haut",
    needle_long(length) "needle, {length} long" / "Nadel, {length} lang",
    of_steel(shaft) "steel, shaft {shaft}" / "Stahl, Schaft {shaft}",
    of_polymer(shaft) "polymer, shaft {shaft}" / "Polymer, Schaft {shaft}",
    rim_of_the_pen "rim of the pen" / "Rand des Pens",
    from_its_middle(distance) "{distance} from its middle" / "{distance} von seiner Mitte",
    rim_is_nearer " The rim is drawn nearer than it is." / " Der Rand ist näher gezeichnet, als er ist.",
    basal_cells "basal cells" / "Basalzellen",
    sebaceous_gland "sebaceous gland" / "Talgdrüse",
    sweat_gland "sweat gland" / "Schweißdrüse",
    hair_follicle "hair follicle" / "Haarfollikel",
    schematic "schematic" / "schematisch",
    and_epidermis(own, whole) "{own}; epidermis {whole}" / "{own}; Epidermis {whole}",
    and_dermis(own, whole) "{own}; dermis {whole}" / "{own}; Dermis {whole}",
    needle_title_none(site, set)
        "{site}: set to {set}, a needle dimples the skin and does not go in" /
        "{site}: Bei einer Einstellung von {set} dellt eine Nadel die Haut nur ein, ohne einzudringen",
    needle_title_dialled(site, set, depth, place)
        "{site}: set to {set}, a needle ends {depth} deep, {place}" /
        "{site}: Bei einer Einstellung von {set} endet eine Nadel {depth} tief, {place}",
    needle_title(site, set, depth, place)
        "{site}: a needle of {set} ends {depth} deep, {place}" /
        "{site}: Eine Nadel von {set} endet {depth} tief, {place}",
    needle_title_one_dialled(site, set, all, depth, place)
        "{site}: set to {set}, 1 of {all} needles goes in and ends {depth} deep, {place}" /
        "{site}: Bei einer Einstellung von {set} dringt 1 von {all} Nadeln ein und endet {depth} tief, {place}",
    needle_title_some_dialled(site, set, some, all, depth, place)
        "{site}: set to {set}, {some} of {all} needles go in and end {depth} deep on average, {place}" /
        "{site}: Bei einer Einstellung von {set} dringen {some} von {all} Nadeln ein und enden im Mittel {depth} tief, {place}",
    needle_title_one(site, set, all, depth, place)
        "{site}: 1 of {all} needles of {set} goes in and ends {depth} deep, {place}" /
        "{site}: 1 von {all} Nadeln von {set} dringt ein und endet {depth} tief, {place}",
    needle_title_some(site, set, some, all, depth, place)
        "{site}: {some} of {all} needles of {set} go in and end {depth} deep on average, {place}" /
        "{site}: {some} von {all} Nadeln von {set} dringen ein und enden im Mittel {depth} tief, {place}",
    one_stroke_of "The average person, one stroke of a " / "Durchschnittliche Person, ein Hub: ",
    follicle_too "follicle, " / "Follikel, ",
    needle_sentence(follicle)
        "Equal scales. Layers, ridges, loops, plexuses and needle are as thick and as deep as the tables say; depth and dimple are \
         computed with contact mechanics. Schematic: basal cells, {follicle}glands, collagen, lobules, vessels between the plexuses, the wave of the \
         dermis–fat boundary, and how layers bend below the surface." /
        "Gleiche Maßstäbe. Schichten, Reteleisten, Kapillarschlingen, Gefäßplexus und Nadel sind so dick und so tief wie in den \
         Tabellen; Tiefe und Eindellung sind mit Kontaktmechanik berechnet. Schematisch: Basalzellen, {follicle}Drüsen, Kollagen, Fettläppchen, Gefäße \
         zwischen den Plexus, die Welle der Grenze von Dermis und Fett und wie sich die Schichten unter der Oberfläche biegen.",
    needle_alt(layers, title, sunk)
        "Labelled drawing of a cut through skin with one needle in it. From the top: {layers}. {title}. Under the needle the surface \
         stands {sunk} from where it is at rest." /
        "Beschriftete Zeichnung eines Schnittes durch Haut mit einer Nadel darin. Von oben: {layers}. {title}. Unter der Nadel steht die \
         Oberfläche {sunk} von da, wo sie in Ruhe liegt.",
}
