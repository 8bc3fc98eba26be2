//! Receiving a container where it was handed over to.

use super::views::{find_container, must_be_chain};
use super::{Container, ContainerReceived, HandOver};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ContainerId;
use crate::refusal::{Broken, Stop};
use crate::scanned::{at, read, unknown};
use crate::text::{Reason, Scanned};
use standards::isbt128::ChainOfIdentity;
use standards::reading::{Judgement, Limits, Reading};

crate::command! {
    /// Receives a container at the end of its way: the label scanned, its chain of identity
    /// compared, the temperature of the transport read.
    pub struct ReceiveContainer = "custody.receive" 1;
    said: Either;
    roles: [Operator, Storekeeper, Nurse, QcAnalyst];
    signed: [Performed];
    about: Field("container");
    /// Which container is expected.
    pub container: ContainerId,
    /// The label of the one that arrived.
    pub label: Scanned,
    /// The chain of identity on it, if the label's symbol does not hold it.
    pub chain: Option<Scanned>,
    /// The coldest it was on the way.
    pub coldest: Reading,
    /// The warmest it was on the way.
    pub warmest: Reading,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container cannot be received.
    pub enum Refused {
        /// Another container arrived.
        WrongLabel { container: ContainerId, scanned: ContainerId } "wrong-label" Critical,
        /// Nobody read the chain of identity off it.
        ChainNotScanned { container: ContainerId } "chain-not-scanned" Major,
        /// It was not handed over to here, or was received before.
        NotHandedOver { container: ContainerId } "not-handed-over" Major,
        /// It was too cold or too warm on the way.
        TransportOutOfLimits { temperature: Reading, limits: Limits } "transport-out-of-limits" Critical,
        /// Nobody can say how cold or warm it was.
        TransportNotMeasured { temperature: Reading } "transport-not-measured" Major,
    }
}

impl ReceiveContainer {
    fn scanned_chain(&self) -> Result<Option<ChainOfIdentity>, Stop> {
        let label = read(&self.label).map_err(|stop| at(stop, "label"))?.chain_of_identity();
        let Some(chain) = &self.chain else { return Ok(label) };
        let chain = read(chain).map_err(|stop| at(stop, "chain"))?.chain_of_identity();
        chain.map(Some).ok_or_else(|| at(unknown("no-chain-of-identity"), "chain"))
    }

    fn transport(&self, hand_over: &HandOver, broken: &mut Broken) {
        let limits = hand_over.transport.limits();
        for (field, temperature) in [("coldest", &self.coldest), ("warmest", &self.warmest)] {
            let temperature = temperature.clone();
            match limits.judge(&temperature) {
                Judgement::Within => {}
                Judgement::Outside => {
                    let limits = limits.clone();
                    broken.because_of(field, Refused::TransportOutOfLimits { temperature, limits });
                }
                Judgement::Undecided => {
                    broken.because_of(field, Refused::TransportNotMeasured { temperature });
                }
            }
        }
    }
}

impl Rule for ReceiveContainer {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state: &Container = desk.state(self.container.subject())?;
        let container = self.container.clone();
        let scanned = find_container(desk, &self.label).map_err(|stop| at(stop, "label"))?;
        if scanned != container {
            let container = container.clone();
            broken.because_of("label", Refused::WrongLabel { container, scanned });
        }
        let chain = self.scanned_chain()?;
        if let Some(chain) = chain {
            must_be_chain(state.chain, chain, "chain", broken);
        } else {
            let container = container.clone();
            broken.because_of("chain", Refused::ChainNotScanned { container });
        }
        if let Some(hand_over) = state.open_hand_over() {
            super::views::hand_over_open(&container, hand_over, broken);
        } else if !state.hand_over.as_ref().is_some_and(HandOver::awaits_receipt) {
            let container = container.clone();
            broken.because_of("container", Refused::NotHandedOver { container });
        }
        if let Some(hand_over) = &state.hand_over {
            self.transport(hand_over, broken);
        }
        super::views::must_be_unexpired(desk, act, &container, broken)?;
        let received = ContainerReceived {
            place: state.hand_over.as_ref().map_or(state.place, |hand_over| hand_over.to),
            chain,
            coldest: self.coldest.clone(),
            warmest: self.warmest.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(container, received)])
    }
}

#[cfg(test)]
mod tests;
