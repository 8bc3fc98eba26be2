//! The daily act that seals a day of the second log into the first.

use crate::answer::NotTaken;
use crate::clockwork::Due;
use crate::engine::{Inner, Snapshot};
use domain::act::Said;
use domain::centre::SealAccess;
use domain::id::Kind;
use domain::text::Digest;
use serde_json::{Value, json};

/// The oldest day that is over and not sealed, if there is one. Days that have run out are removed
/// on the way: the facts say up to which.
pub(crate) fn due(inner: &Inner, snapshot: &Snapshot) -> Result<Option<Due>, NotTaken> {
    let Some(settings) = snapshot.centre.settings() else { return Ok(None) };
    if let Some(kept_from) = settings.access_kept_from {
        inner.access().drop_before(kept_from);
    }
    let today = inner.now().day_in(&settings.zone());
    let Some(day) = settings.access_unsealed().filter(|day| *day < today) else { return Ok(None) };
    let Some((centre, _)) = snapshot.centre.of_kind(Kind::Centre).next() else { return Ok(None) };
    let (size, root) = inner.access().close_day(day).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "seal the access log");
        NotTaken::Fault("seal the access log".to_owned())
    })?;
    let size = u32::try_from(size).map_err(|_| NotTaken::Fault("count the notes".to_owned()))?;
    let root = Digest(*root.as_bytes()).to_string();
    let with = json!({ "centre": centre.to_string(), "day": day, "size": size, "root": root });
    let Value::Object(with) = with else { return Ok(None) };
    Ok(Some(Due { is: SealAccess::ACTION.name, said: Said::Ask, with }))
}
