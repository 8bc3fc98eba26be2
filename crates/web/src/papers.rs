//! Papers in the two languages of the centre: for pages, for dossiers, for the command line.

use crate::lang::{Lang, Texts};
use documents::{Paper, PaperError, Words};
use engine::dossier::{Contents, Press};

/// Makes the papers a dossier carries.
pub const PRESS: Press = Press {
    papers: &[("certificate", "en"), ("certificate", "zh"), ("record", "en"), ("record", "zh")],
    make: by_name,
};

/// Makes a paper.
pub fn print(
    paper: Paper,
    contents: &Contents,
    lang: documents::Lang,
) -> Result<Vec<u8>, PaperError> {
    let texts = match lang {
        documents::Lang::Zh => Lang::ZhCn.texts(),
        documents::Lang::En => Lang::En.texts(),
    };
    documents::print(paper, contents, lang, &Sentences(texts))
}

fn by_name(contents: &Contents, name: &str, lang: &str) -> Result<Vec<u8>, String> {
    let paper = Paper::of(name).ok_or_else(|| format!("there is no paper {name}"))?;
    let lang = documents::Lang::of(lang).ok_or_else(|| format!("no paper is in {lang}"))?;
    print(paper, contents, lang).map_err(|error| error.to_string())
}

/// The sentences of pages, for papers.
struct Sentences(Texts);

impl Words for Sentences {
    fn find(&self, key: &str, args: &[(&str, &str)]) -> Option<String> {
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.0.find(key, &args)
    }
}
