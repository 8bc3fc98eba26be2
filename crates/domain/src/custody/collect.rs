//! Collecting a patient's cells.

use super::views::{consent_must_stand, must_be_wristband_of};
use super::{ConsentScope, ContainerCollected, Order, label, label_text, views};
use crate::act::Act;
use crate::command::Rule;
use crate::decide::{self, AHEAD_MINUTES_MAX};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{Kind, OrderId, SubjectId};
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::scanned::{at, read, unknown};
use crate::text::{Code, Reason, Scanned, Wristband};
use crate::time::Timestamp;
use standards::decimal::Decimal;
use standards::isbt128::{Din, Divisions, ProductCode};
use standards::reading::{Bound, Judgement, Limits, Reading};
use standards::scan::Scan;
use standards::unit::Unit;

crate::command! {
    /// Collects a patient's cells into a container labelled for this order.
    ///
    /// Guarantees: the container carries the order's chain of identity from its first moment
    /// (INV-CUSTODY-2).
    /// Refuses: another patient's wristband, a label that is in use, a label of another chain, and
    /// whatever is collected without the patient's consent (INV-CUSTODY-3).
    pub struct Collect = "custody.collect" 1;
    said: Either;
    roles: [Nurse, Physician];
    signed: [Performed];
    about: Field("order");
    /// For which order.
    pub order: OrderId,
    /// The patient's wristband.
    pub wristband: Wristband,
    /// The donation number on the label, or the one symbol that holds everything.
    pub din: Scanned,
    /// The product code on the label, if the first scan did not hold it.
    pub product_code: Option<Scanned>,
    /// Another label the container carries, of GS1.
    pub other_label: Option<Scanned>,
    /// How much was collected.
    pub volume: Reading,
    /// When the collection began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Until when the cells may be used.
    pub expiry: Timestamp,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why cells cannot be collected so.
    pub enum Refused {
        /// A container with this label is known already.
        LabelTaken { container: SubjectId } "label-taken" Critical,
        /// Nobody collects that, or it is no volume at all.
        VolumeNotPlausible { volume: Reading } "volume-not-plausible" Minor,
        /// It ended before it began.
        CollectionEndedBeforeStart { started: Timestamp, ended: Timestamp } "collection-ended-before-start" Minor,
        /// It would have expired before it was collected.
        ExpiredWhenCollected { expiry: Timestamp } "expired-when-collected" Major,
    }
}

/// What the scans of the label say together.
struct Label {
    din: Din,
    product_code: ProductCode,
    divisions: Option<Divisions>,
    scans: Vec<Scan>,
}

impl Collect {
    fn label(&self) -> Result<Label, Stop> {
        let mut scans = vec![read(&self.din).map_err(|stop| at(stop, "din"))?];
        if let Some(product_code) = &self.product_code {
            scans.push(read(product_code).map_err(|stop| at(stop, "product_code"))?);
        }
        let Some(din) = scans.iter().find_map(Scan::din) else {
            return Err(at(unknown("no-donation-number"), "din"));
        };
        let Some(product_code) = scans.iter().find_map(Scan::product) else {
            return Err(at(unknown("no-product-code"), "product_code"));
        };
        let divisions = scans.iter().find_map(label::divisions);
        if product_code.needs_divisions() && divisions.is_none() {
            return Err(at(unknown("no-product-divisions"), "din"));
        }
        Ok(Label { din, product_code, divisions, scans })
    }

    fn other_label(&self) -> Result<Option<Code>, Stop> {
        let Some(scanned) = &self.other_label else { return Ok(None) };
        let scan = read(scanned).map_err(|stop| at(stop, "other_label"))?;
        let text = label_text(&scan).and_then(|text| text.parse().ok());
        text.map(Some).ok_or_else(|| at(unknown("no-identity"), "other_label"))
    }

    fn times(&self, act: &Act, broken: &mut Broken) -> Result<(), Stop> {
        if self.ended > act.recorded.plus_minutes(AHEAD_MINUTES_MAX) {
            let minutes = self.ended.minutes_since(act.recorded);
            let ahead = crate::refusal::Reason::from(decide::Refused::OccurredAhead { minutes });
            return Err(ahead.at("ended").into());
        }
        let (started, ended) = (self.started, self.ended);
        if ended < started {
            broken.because_of("ended", Refused::CollectionEndedBeforeStart { started, ended });
        }
        if self.expiry <= ended {
            broken.because_of("expiry", Refused::ExpiredWhenCollected { expiry: self.expiry });
        }
        Ok(())
    }
}

/// More than nothing, and at most what one apheresis gives, in millilitres.
fn volume_limits() -> Option<Limits> {
    let bound = |at: i64, inclusive| Some(Bound { at: Decimal::from(at), inclusive });
    let unit = Unit::parse("mL").ok()?;
    Some(Limits { low: bound(0, false), high: bound(2_000, true), unit })
}

impl Rule for Collect {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let order: &Order = desk.state(self.order.subject())?;
        let label = self.label()?;
        let other_label = self.other_label()?;
        self.times(act, broken)?;
        must_be_wristband_of(desk, &self.order, &self.wristband, broken)?;
        consent_must_stand(desk, self.started, &self.order, ConsentScope::Treatment, broken)?;
        for chain in label.scans.iter().filter_map(Scan::chain_of_identity) {
            views::must_be_chain(order.placed.chain, chain, "din", broken);
        }
        let text = label::isbt(label.din, label.product_code, label.divisions);
        for text in std::iter::once(text.as_str()).chain(other_label.as_ref().map(Code::as_str)) {
            for container in desk.found_under(Index::Label, text) {
                let container = container.clone();
                broken.because_of("din", Refused::LabelTaken { container });
            }
        }
        let within = volume_limits().map(|limits| limits.judge(&self.volume));
        if self.volume.exact().is_none() || within != Some(Judgement::Within) {
            let volume = self.volume.clone();
            broken.because_of("volume", Refused::VolumeNotPlausible { volume });
        }
        let collected = ContainerCollected {
            order: self.order.clone(),
            chain: order.placed.chain,
            din: label.din,
            product_code: label.product_code,
            divisions: label.divisions,
            other_label,
            volume: self.volume.clone(),
            started: self.started,
            ended: self.ended,
            expiry: self.expiry,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(desk.next(Kind::Container), collected)])
    }
}

#[cfg(test)]
mod tests;
