//! What the process is, what it makes, how much is a dose.

use super::Weight;
use super::notes::Notes;
use crate::model::{Dose, Process};

pub(super) fn compare(notes: &mut Notes<'_>, before: &Process, after: &Process) {
    use Weight::{Critical, Editorial, Substantial};
    let voice = notes.voice;
    notes.at_word(("工艺", "Process"));
    notes.plain(Critical, ("代号", "id"), "", (&before.id, &after.id), ToString::to_string);
    let both = (&before.version, &after.version);
    notes.plain(Editorial, ("版本", "version"), "", both, ToString::to_string);
    let both = (&before.compiler, &after.compiler);
    notes.plain(Substantial, ("编译规则", "rules of the compiler"), "", both, ToString::to_string);
    notes.text(Editorial, ("名称", "name"), "", (&before.name, &after.name));

    notes.at_word(("产品", "Product"));
    let of = voice.pick("产品", "the product");
    let (b, a) = (&before.product, &after.product);
    notes.plain(Critical, ("代码", "code"), of, (&b.code, &a.code), ToString::to_string);
    notes.text(Editorial, ("名称", "name"), of, (&b.name, &a.name));
    let both = (&b.isbt128, &a.isbt128);
    let what = ("ISBT 128 产品代码", "ISBT 128 product code");
    notes.field(Critical, what, of, both, |code| code.as_ref().map(ToString::to_string));
    let both = (&b.modality, &a.modality);
    notes.plain(Critical, ("类型", "kind"), of, both, |m| voice.modality(*m).to_owned());
    notes.text(Substantial, ("储存", "storage"), of, (&b.storage, &a.storage));
    let both = (&b.shelf_life, &a.shelf_life);
    notes.plain(Critical, ("有效期", "shelf life"), of, both, |q| voice.quantity(q));
    let both = (&b.in_use, &a.in_use);
    let what = ("使用期限", "time in use");
    notes.field(Critical, what, of, both, |q| q.as_ref().map(|q| voice.quantity(q)));

    notes.at_word(("剂量", "Dose"));
    match (&before.dose, &after.dose) {
        (Some(before), Some(after)) => dose(notes, before, after),
        (before, after) => {
            let show = |dose: &Option<Dose>| dose.as_ref().map(|d| voice.quantity(&d.min));
            notes.field(Critical, ("最低剂量", "smallest dose"), "", (before, after), show);
        }
    }
}

fn dose(notes: &mut Notes<'_>, before: &Dose, after: &Dose) {
    use Weight::{Critical, Editorial};
    let voice = notes.voice;
    let of = voice.pick("剂量", "the dose");
    notes.text(Critical, ("计量对象", "unit counted"), of, (&before.of, &after.of));
    let both = (&before.weight, &after.weight);
    let show = |name: &Option<crate::words::InputName>| name.as_ref().map(ToString::to_string);
    notes.field(Critical, ("依据", "basis"), of, both, show);
    notes.plain(Critical, ("最低值", "smallest"), of, (&before.min, &after.min), |q| {
        voice.quantity(q)
    });
    for (what, both) in [
        (("目标值", "target"), (&before.target, &after.target)),
        (("最高值", "largest"), (&before.max, &after.max)),
        (("绝对上限", "cap"), (&before.cap, &after.cap)),
    ] {
        notes.field(Critical, what, of, both, |q| q.as_ref().map(|q| voice.quantity(q)));
    }
    let both = (&before.source, &after.source);
    let show = |source: &Option<_>| source.as_ref().map(ToString::to_string);
    notes.field::<Option<std::sync::Arc<str>>>(Editorial, ("出处", "source"), of, both, show);
}
