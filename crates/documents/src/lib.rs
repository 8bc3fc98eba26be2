//! Papers: the batch record and the certificate of a batch as PDF, for whoever wants them printed.
//!
//! A paper is a pure function of [`Contents`](engine::dossier::Contents), that is of the entries a
//! dossier holds and the texts it opens: no clock, no randomness, no setting has a part in it. So the
//! same entries give the same bytes, and whoever checks a dossier can make its papers again. A paper
//! proves nothing by itself, and says so at the foot of every page.
//!
//! This crate does not know who may see what, nor the sentences of a language: the caller opens what
//! may be read and brings the [`Words`].
//!
//! Reading order: [`batch_record`], [`certificate`]; then `voice` (how things are said), `sheet` (what
//! stands on a paper), `flow` and `wrap` (where), `paper` (the file), `font`.
//!
//! **How to add one more paper:** a module beside [`certificate`] that gives a `Sheet`, its name in
//! [`Paper`], its sentences in `locales/*/papers.ftl`.

pub mod batch_record;
pub mod certificate;
mod flow;
mod font;
pub mod limits;
pub mod numbers;
mod paper;
mod parts;
mod sheet;
mod voice;
mod wrap;

pub use paper::PaperError;
pub use voice::Words;

use engine::dossier::Contents;

/// A language of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Chinese as written in mainland China.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// As addresses and dossiers name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Zh, Self::En].into_iter().find(|lang| lang.word() == word)
    }

    fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The batch record, whole.
    Record,
    /// The certificate: specification, results, decision.
    Certificate,
}

impl Paper {
    /// As addresses and dossiers name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Certificate => "certificate",
        }
    }

    /// The paper of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Record, Self::Certificate].into_iter().find(|paper| paper.word() == word)
    }
}

/// Makes a paper.
pub fn print(
    paper: Paper,
    contents: &Contents,
    lang: Lang,
    words: &dyn Words,
) -> Result<Vec<u8>, PaperError> {
    let sheet = match paper {
        Paper::Record => batch_record::sheet(contents, lang, words),
        Paper::Certificate => certificate::sheet(contents, lang, words),
    };
    paper::print(&sheet.map_err(|stop| PaperError::Record(format!("{stop:?}")))?)
}
