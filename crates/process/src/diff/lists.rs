//! Lists of things with ids: what is new, what is gone, what moved, what is in both.

use super::Weight;
use super::notes::{Notes, Said};
use crate::voice::say;

/// How one kind of thing is spoken of when one is new or gone.
pub(super) struct Kind<T> {
    /// `material`
    pub what: Said,
    pub id: fn(&T) -> &str,
    /// What it is, to people.
    pub name: fn(&Notes<'_>, &T) -> String,
    pub added: Weight,
    pub removed: Weight,
}

impl Notes<'_> {
    /// Tells what is new and what is gone, and gives what is in both, in the new order.
    ///
    /// `of` is what the list belongs to: empty for the process, else `step harvest.count`.
    pub fn list<'t, T>(
        &mut self,
        kind: &Kind<T>,
        of: &str,
        before: &'t [T],
        after: &'t [T],
    ) -> Vec<(&'t T, &'t T)> {
        let found = |list: &'t [T], id: &str| list.iter().find(|t| (kind.id)(t) == id);
        for thing in before.iter().filter(|t| found(after, (kind.id)(t)).is_none()) {
            let sentence = self.gone(kind, of, thing);
            self.say(kind.removed, sentence);
        }
        let mut both = Vec::new();
        for thing in after {
            if let Some(earlier) = found(before, (kind.id)(thing)) {
                both.push((earlier, thing));
            } else {
                let sentence = self.new_one(kind, of, thing);
                self.say(kind.added, sentence);
            }
        }
        let ids = |list: &'t [T]| list.iter().map(kind.id).collect::<Vec<_>>();
        if !moved(&ids(before), &ids(after)).is_empty() || repeats(before, after, &both) {
            let what = self.voice.pick(kind.what.0, kind.what.1);
            let said = say!(self.voice, "“{what}”的次序有变化", "the order of each {what} changed");
            let said = if of.is_empty() { said } else { format!("{of}{}{said}", self.colon()) };
            self.say(Weight::Editorial, said);
        }
        both
    }

    fn new_one<T>(&self, kind: &Kind<T>, of: &str, thing: &T) -> String {
        let (what, id, name, at) = self.called(kind, of, thing);
        say!(self.voice, "{at}新增{what} {id}{name}", "{at}{what} {id} added{name}")
    }

    fn gone<T>(&self, kind: &Kind<T>, of: &str, thing: &T) -> String {
        let (what, id, name, at) = self.called(kind, of, thing);
        say!(self.voice, "{at}删除{what} {id}{name}", "{at}{what} {id} removed{name}")
    }

    fn called<'k, T>(
        &self,
        kind: &Kind<T>,
        of: &str,
        thing: &'k T,
    ) -> (&'static str, &'k str, String, String) {
        let what = self.voice.pick(kind.what.0, kind.what.1);
        let (id, name) = ((kind.id)(thing), (kind.name)(self, thing));
        let name = if name.is_empty() || name == id {
            String::new()
        } else {
            format!("{}{name}", self.colon())
        };
        let at = if of.is_empty() { String::new() } else { format!("{of}{}", self.colon()) };
        (what, id, name, at)
    }

    /// The colon of the language, with the space that belongs to it.
    pub fn colon(&self) -> &'static str {
        self.voice.pick("：", ": ")
    }
}

/// Whether one id stands twice in a list, so that pairing by id is not the whole story.
fn repeats<T>(before: &[T], after: &[T], both: &[(&T, &T)]) -> bool {
    let distinct = |pick: fn(&(&T, &T)) -> *const T| {
        both.iter().map(pick).collect::<std::collections::BTreeSet<_>>().len()
    };
    let in_before = distinct(|(b, _)| std::ptr::from_ref::<T>(b));
    both.len() != in_before || (before.len() == after.len() && both.len() > before.len())
}

/// The ids of `after` that stand elsewhere in `before`, others being new or gone: the fewest that
/// must be moved to make one order of the other.
pub(super) fn moved<'i>(before: &[&str], after: &[&'i str]) -> Vec<&'i str> {
    let places: Vec<(usize, &'i str)> =
        after.iter().filter_map(|id| Some((before.iter().position(|b| b == id)?, *id))).collect();
    // The longest rising run of places stays; each entry is its length and the one before it.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, (place, _)) in places.iter().enumerate() {
        let best = places
            .iter()
            .zip(&runs)
            .enumerate()
            .take(at)
            .filter(|(_, ((earlier, _), _))| earlier < place)
            .max_by_key(|(_, (_, (length, _)))| *length);
        runs.push(best.map_or((1, None), |(i, (_, (length, _)))| (length + 1, Some(i))));
    }
    let mut keeps = vec![false; places.len()];
    let last = runs.iter().enumerate().rev().max_by_key(|(_, (length, _))| *length);
    let mut next = last.map(|(at, _)| at);
    while let Some(at) = next {
        if let Some(keep) = keeps.get_mut(at) {
            *keep = true;
        }
        next = runs.get(at).and_then(|(_, before)| *before);
    }
    places.iter().zip(keeps).filter(|(_, keep)| !keep).map(|((_, id), _)| *id).collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_fewest_moves_are_told() {
        let cases: [(&[&str], &[&str], &[&str]); 6] = [
            (&["a", "b", "c"], &["a", "b", "c"], &[]),
            (&["a", "b", "c"], &["b", "c", "a"], &["a"]),
            (&["a", "b", "c"], &["c", "a", "b"], &["c"]),
            (&["a", "b"], &["a", "new", "b"], &[]),
            (&["a", "gone", "b"], &["a", "b"], &[]),
            (&["a", "b", "c", "d"], &["d", "c", "b", "a"], &["d", "c", "b"]),
        ];
        for (before, after, wanted) in cases {
            let found = moved(before, after);
            assert_eq!(found.len(), wanted.len(), "{before:?} {after:?} {found:?}");
            if wanted.len() == 1 {
                assert_eq!(found, wanted);
            }
        }
    }
}
