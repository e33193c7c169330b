//! The frame of every page: masthead, key figures, sections with their contents, and the small print.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("sort.js");

/// A section: where it is found and what it holds. Sections with nothing to say are left out.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) intro: Markup,
    pub(super) body: Markup,
    pub(super) wide: bool,
}

/// A whole page.
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    pub(super) kicker: Markup,
    pub(super) lede: Markup,
    pub(super) imprint: Markup,
    pub(super) figures: Markup,
    pub(super) sections: Vec<Section>,
    pub(super) colophon: Markup,
}

/// A page that needs nothing else.
pub(super) fn frame(frame: Frame<'_>) -> Markup {
    let Frame { title, kicker, lede, imprint, figures, sections, colophon } = frame;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                svg.defs width="0" height="0" aria-hidden="true" focusable="false" {
                    defs {
                        pattern #hatch width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                            rect.hatch-ground width="6" height="6" {}
                            rect.hatch-line width="2.5" height="6" {}
                        }
                    }
                }
                header.masthead {
                    div.page {
                        div.opening {
                            p.kicker { (kicker) }
                            h1 { (title) }
                            p.lede { (lede) }
                        }
                        (imprint)
                        nav aria-label="Contents" { ul { @for section in &sections { li { a href={ "#" (section.id) } { (section.heading) } } } } }
                    }
                }
                main.page #main tabindex="-1" {
                    (figures)
                    @for section in &sections {
                        section class=[section.wide.then_some("wide")] id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                            div.head { h2 id={ (section.id) "-heading" } { (section.heading) } div.intro { (section.intro) } }
                            div.body { (section.body) }
                        }
                    }
                }
                footer { div.page { (colophon) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}
