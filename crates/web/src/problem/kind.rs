//! The kinds of problems, in one list.

use axum::http::StatusCode;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident $word:literal $status:ident;)+) => {
        /// What sort of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($(#[doc = $doc])+ $kind,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind,)+];

            /// Its stable name; its type is `/problems/NAME`.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$kind => $word,)+ }
            }

            /// The status it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $(Kind::$kind => StatusCode::$status,)+ }
            }

            /// What it means, in English, for the API's readers.
            pub fn meaning(self) -> &'static str {
                match self { $(Kind::$kind => concat!($($doc),+),)+ }
            }
        }
    };
}

kinds! {
    /// The rules say no; the reasons say why. Nothing was recorded.
    Refused "refused" CONFLICT;
    /// The person does not hold the role, or the role may not do this.
    NotPermitted "not-permitted" FORBIDDEN;
    /// The act names something the centre does not know.
    UnknownSubject "unknown-subject" NOT_FOUND;
    /// The request is JSON, but fields in it are missing, unknown or wrong; each is named.
    Unreadable "unreadable" UNPROCESSABLE_ENTITY;
    /// The body is not the JSON it should be; the place is named.
    Malformed "malformed" BAD_REQUEST;
    /// A parameter of the address cannot be read.
    BadParameter "bad-parameter" BAD_REQUEST;
    /// The body is of a media type that is not read here.
    WrongContentType "wrong-content-type" UNSUPPORTED_MEDIA_TYPE;
    /// The body or the entry is too large.
    TooLarge "too-large" PAYLOAD_TOO_LARGE;
    /// The body did not arrive in time.
    TooSlow "too-slow" REQUEST_TIMEOUT;
    /// The process text has mistakes; each is named with its line.
    DoesNotCompile "does-not-compile" UNPROCESSABLE_ENTITY;
    /// Nobody is signed in, or the session has ended.
    NotSignedIn "not-signed-in" UNAUTHORIZED;
    /// The provider of single sign-on does not answer. Sign in with a password meanwhile.
    ProviderAway "provider-away" BAD_GATEWAY;
    /// The sign-in through the provider was not completed; the reason says why.
    ProviderSignIn "provider-sign-in" UNAUTHORIZED;
    /// The provider vouches for somebody who may not come in here; the reason says why.
    ProviderTurnedAway "provider-turned-away" FORBIDDEN;
    /// The name or the password is wrong.
    WrongSignIn "wrong-sign-in" UNAUTHORIZED;
    /// The password is right, and a second factor is asked for: `factors` says which can be shown,
    /// with `ticket`, until `until`; `sign` says what a passkey is to sign.
    SecondFactorNeeded "second-factor-needed" UNAUTHORIZED;
    /// The code is not one of now, or was used, or the passkey did not sign this.
    WrongSecondFactor "wrong-second-factor" UNAUTHORIZED;
    /// The ticket of the second step was used, has run out, or saw too many wrong answers.
    TicketEnded "ticket-ended" UNAUTHORIZED;
    /// The centre asks a second factor of everybody: set one up before anything else.
    SecondFactorMissing "second-factor-missing" FORBIDDEN;
    /// The password given for a signature is wrong. Nothing was recorded.
    WrongPassword "wrong-password" FORBIDDEN;
    /// The PIN given for a signature is wrong. Nothing was recorded.
    WrongPin "wrong-pin" FORBIDDEN;
    /// The passkey did not sign this, or not as it must. Nothing was recorded.
    WrongPasskey "wrong-passkey" FORBIDDEN;
    /// The act is fixed and waits for the signer's passkey; `sign` says what it is to sign.
    KeyWanted "key-wanted" ACCEPTED;
    /// Nothing waits for this signature, or it has waited too long.
    NotPrepared "not-prepared" CONFLICT;
    /// Too many wrong passwords in a row.
    TooManyAttempts "too-many-attempts" TOO_MANY_REQUESTS;
    /// More people sign in than passwords can be checked. Send it again when it says.
    TooManySignIns "too-many-sign-ins" TOO_MANY_REQUESTS;
    /// The request does not prove that it comes from a page of this server.
    Forged "forged" FORBIDDEN;
    /// There is nothing at this address.
    NotFound "not-found" NOT_FOUND;
    /// The address asks for the centre as it was: there nothing can be done.
    Past "past" CONFLICT;
    /// The address exists, the method does not.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED;
    /// The id of the act was used for another act.
    IdTaken "id-taken" CONFLICT;
    /// The commit failed and the act is not in the log. It may be sent again.
    NotDurable "not-durable" SERVICE_UNAVAILABLE;
    /// The server's disk is full. Nothing that was answered is lost. Send it again when there is room.
    NoRoom "no-room" INSUFFICIENT_STORAGE;
    /// More acts wait than may. Send it again in a moment.
    Overloaded "overloaded" SERVICE_UNAVAILABLE;
    /// Personal data was to be shown, and the access log cannot be written. Nothing was shown.
    NotNoted "not-noted" SERVICE_UNAVAILABLE;
    /// The centre is open for reading only.
    ReadOnly "read-only" SERVICE_UNAVAILABLE;
    /// The server's clock stands before the last entry.
    ClockBack "clock-back" SERVICE_UNAVAILABLE;
    /// The writer has stopped.
    Stopped "stopped" SERVICE_UNAVAILABLE;
    /// Something failed on this side; the incident is in the server's log.
    Fault "fault" INTERNAL_SERVER_ERROR;
}

impl Kind {
    /// Whether signing in notes it itself, with the name that was tried.
    pub(crate) fn is_noted_with_name(self) -> bool {
        matches!(self, Self::WrongSignIn | Self::WrongSecondFactor | Self::ProviderTurnedAway)
    }

    /// The kind a bare status stands for, when something other than a handler gave it.
    pub(crate) fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::WrongContentType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Unreadable,
            StatusCode::UNAUTHORIZED => Self::NotSignedIn,
            StatusCode::FORBIDDEN => Self::NotPermitted,
            status if status.is_client_error() => Self::BadParameter,
            _ => Self::Fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_a_name_of_its_own_a_title_and_a_way_on() {
        let words: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        for (lang, word) in Lang::ALL.into_iter().flat_map(|l| words.iter().map(move |w| (l, w))) {
            for key in [format!("refusal-title-{word}"), format!("refusal-title-{word}.next")] {
                let said = lang.texts().find(&key, &[]);
                assert!(said.is_some(), "say `{key}` in locales/{}/refusals.ftl", lang.tag());
            }
        }
    }
}
