//! Icons from the sprite `assets/icons.svg`, by name.

use maud::{Markup, Render, html};

use super::Status;
use crate::assets;

macro_rules! icons {
    ($($(#[$doc:meta])* $variant:ident $name:literal),* $(,)?) => {
        /// An icon of the sprite. Renders as decoration; give it words with [`Icon::named`] where
        /// it is the only thing that says something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Icon { $($(#[$doc])* $variant),* }

        impl Icon {
            /// Every icon there is.
            pub const ALL: &[Icon] = &[$(Icon::$variant),*];

            /// Its name in the sprite.
            pub fn name(self) -> &'static str {
                match self { $(Icon::$variant => $name),* }
            }
        }
    };
}

icons! {
    /// Stop, act, sign.
    Action "action",
    /// Look, may go on.
    Alert "alert",
    /// Container of cells.
    Bag "bag",
    /// Ward.
    Bed "bed",
    /// Training, reading.
    Book "book",
    /// Supply, lots.
    Box "box",
    /// Schedule, follow-up.
    Cal "cal",
    /// Trend.
    Chart "chart",
    /// Done, inside a node.
    Check "check",
    /// Time.
    Clock "clock",
    /// Collection, blood.
    Drop "drop",
    /// Record, document.
    File "file",
    /// Deviation.
    Flag "flag",
    /// Making.
    Flask "flask",
    /// Language.
    Globe "globe",
    /// By hand, hand-over.
    Hand "hand",
    /// Home.
    Home "home",
    /// Not started.
    Idle "idle",
    /// Explanation.
    Info "info",
    /// Infusion.
    Infuse "infuse",
    /// Passkey.
    Key "key",
    /// Trials, layers.
    Layers "layers",
    /// Previous.
    Left "left",
    /// Journey, chain.
    Link "link",
    /// Blocked, quarantine.
    Lock "lock",
    /// Protection.
    Mask "mask",
    /// Funding.
    Money "money",
    /// Dark.
    Moon "moon",
    /// Checked and passed.
    Ok "ok",
    /// Hold.
    Pause "pause",
    /// Sign, write.
    Pen "pen",
    /// Print.
    Print "print",
    /// Monitoring.
    Pulse "pulse",
    /// Next.
    Right "right",
    /// Room.
    Room "room",
    /// Running.
    Run "run",
    /// Scanner.
    Scan "scan",
    /// Testing.
    Scope "scope",
    /// Search.
    Search "search",
    /// Proof, release.
    Shield "shield",
    /// Frozen.
    Snow "snow",
    /// Saved, live.
    Sync "sync",
    /// Temperature.
    Thermo "thermo",
    /// Transport.
    Truck "truck",
    /// Person.
    User "user",
    /// People.
    Users "users",
    /// Sample.
    Vial "vial",
    /// Environment.
    Wind "wind",
}

/// An icon with its size, colour and words.
#[derive(Clone, Debug)]
pub struct IconView {
    icon: Icon,
    large: bool,
    tone: Option<Status>,
    words: Option<String>,
}

impl Icon {
    fn view(self) -> IconView {
        IconView { icon: self, large: false, tone: None, words: None }
    }

    /// At 24 px.
    pub fn large(self) -> IconView {
        IconView { large: true, ..self.view() }
    }

    /// In the colour of a status.
    pub fn toned(self, status: Status) -> IconView {
        IconView { tone: Some(status), ..self.view() }
    }

    /// With words for who does not see it.
    pub fn named(self, words: impl Into<String>) -> IconView {
        IconView { words: Some(words.into()), ..self.view() }
    }
}

impl IconView {
    /// At 24 px.
    pub fn large(mut self) -> IconView {
        self.large = true;
        self
    }

    /// In the colour of a status.
    pub fn toned(mut self, status: Status) -> IconView {
        self.tone = Some(status);
        self
    }

    /// With words for who does not see it.
    pub fn named(mut self, words: impl Into<String>) -> IconView {
        self.words = Some(words.into());
        self
    }
}

impl Render for Icon {
    fn render(&self) -> Markup {
        self.view().render()
    }
}

impl Render for IconView {
    fn render(&self) -> Markup {
        let href = format!("{}#{}", assets::icons_href(), self.icon.name());
        let tone = self.tone.map(Status::text_class).unwrap_or_default();
        let role = self.words.is_some().then_some("img");
        let hidden = self.words.is_none().then_some("true");
        html! {
            svg.ic."ic--lg"[self.large].(tone) role=[role] aria-label=[&self.words]
                aria-hidden=[hidden] { use href=(href) {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Icon;
    use std::collections::BTreeSet;

    #[test]
    fn sprite_and_names_are_the_same_set() {
        let sprite = include_str!("../../../../assets/icons.svg");
        let drawn: BTreeSet<&str> = sprite
            .split("<symbol id=\"")
            .skip(1)
            .filter_map(|piece| piece.split('"').next())
            .filter(|name| *name != "mark")
            .collect();
        let named: BTreeSet<&str> = Icon::ALL.iter().map(|icon| icon.name()).collect();
        assert_eq!(drawn, named);
    }
}
