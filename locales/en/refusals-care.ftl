# Why something about rooms, equipment, custody or the bedside was refused, and what to do next.

# Scans.
refusal-unknown-scan =
    { $why ->
        [another-kind] The scan is of another kind of thing than is wanted here.
        [no-such-subject] Nothing with this label is known here.
        [ambiguous] More than one thing carries this label.
        [no-identity] The label does not say which container it is.
        [no-chain-of-identity] There is no chain of identity in this scan.
       *[other] The scan cannot be read.
    }
    .next = Scan again, the right label and nothing else; if it stays unread, type the code below it.

# Rooms and equipment.
refusal-room-exists = { $room } is defined already.
    .next = Use it, or choose another code.
refusal-clearance-hours-out-of-range = A clearance cannot hold for { $hours } h.
    .next = Give between one hour and a few days.
refusal-clearance-incomplete =
    Not looked at: { $missing ->
        [surfaces] benches, cabinets and floor
        [equipment] equipment
        [materials] leftover materials
        [labels] labels
        [documents] papers of another batch
        [waste] waste
       *[other] { $missing }
    }.
    .next = Look at it, then tick it.
refusal-room-in-use = { $batch } has open material in { $room }.
    .next = Close or remove it first.
refusal-clearance-not-performed = Nobody has cleared { $room }.
    .next = Clear the line first; then a second person verifies it.
refusal-clearance-already-verified = The clearance of { $room } was verified already.
    .next = Nothing more is to be done.
refusal-equipment-exists = { $equipment } is defined already.
    .next = Use it, or choose another code.
refusal-due-before-done = The calibration would have ended on { $due }, before it was done.
    .next = Check the date on the certificate.
refusal-wrong-equipment-class = { $equipment } is of class { $class }; { $wanted } is needed.
    .next = Fetch equipment of class { $wanted } and scan it.
refusal-not-calibrated = { $equipment } was not calibrated when it was used.
    .next = Use calibrated equipment.
refusal-calibration-expired = The calibration of { $equipment } ended on { $due }.
    .next = Use other equipment, or have this one calibrated.
refusal-room-not-cleared = { $room } is not cleared.
    .next = Clear the line, and have a second person verify it.
refusal-clearance-not-verified = No second person has verified the clearance of { $room }.
    .next = Ask another person to verify it.
refusal-clearance-void = { $batch } came or went since { $room } was cleared.
    .next = Clear the line again.
refusal-clearance-lapsed = { $room } was cleared { $hours } h ago; a clearance holds { $hours_max } h.
    .next = Clear the line again.
refusal-other-material-open = Open material of { $batch } lies in { $room }.
    .next = Wait until it is closed, or work in another room.
refusal-room-grade-too-low = { $room } is of grade { $grade }; grade { $wanted } is needed.
    .next = Work in a room of grade { $wanted } or better.

# Patients, orders, consent.
refusal-weight-not-plausible = { $weight } is not a plausible body weight.
    .next = Weigh again and enter it in kg, between 0.5 and 400.
refusal-chain-not-issued = No chain of identity can be issued for { $order }.
    .next = Call whoever runs the centre: its facility number does not fit, or the year has no more numbers.
refusal-consent-scope-missing = It does not say what the consent covers.
    .next = Tick at least one.
refusal-consent-missing =
    The patient has not consented to { $scope ->
        [treatment] the treatment
        [research] research
        [long-term-follow-up] long-term follow-up
       *[other] { $scope }
    } ({ $order }).
    .next = Stop. The physician obtains and records the consent first.
refusal-consent-withdrawn =
    The patient has withdrawn consent to { $scope ->
        [treatment] the treatment
        [research] research
        [long-term-follow-up] long-term follow-up
       *[other] { $scope }
    } ({ $order }).
    .next = Stop, and talk to the physician.
refusal-wrong-patient = Wrong patient: this wristband is not that of { $order }.
    .next = Stop. Give nothing. Go to the right patient and scan again; report what happened as a near miss.
refusal-unknown-wristband = Nobody known here wears this wristband ({ $order }).
    .next = Stop. Scan the wristband again; if it stays unknown, call the coordinator.
refusal-wrong-chain = Wrong bag: it carries { $chain }; this patient’s is { $wanted }.
    .next = Stop. Give nothing. Put this bag aside, fetch the right one and report what happened as a near miss.

# Collection.
refusal-label-taken = { $container } carries this label already.
    .next = Use a new label; a donation number is used once.
refusal-volume-not-plausible = { $volume } is not a plausible volume.
    .next = Measure again and enter it in mL.
refusal-collection-ended-before-start = The collection would have ended at { $ended }, before it began at { $started }.
    .next = Correct the times.
refusal-expired-when-collected = It would have expired at { $expiry }, before it was collected.
    .next = Correct the moment until which it may be used.

# Containers and hand-overs.
refusal-hand-over-open = { $container } is being handed over: { $signed } of { $needed } have signed.
    .next = Have the others take it over first.
refusal-not-received =
    { $container } was handed over to { $place ->
        [collection-unit] the collection unit
        [suite] the suite
        [laboratory] the laboratory
        [store] the store
        [ward] the ward
       *[other] { $place }
    } and nobody has received it.
    .next = Receive it first: scan the label, compare the chain, read the transport temperature.
refusal-not-at-hand =
    { $container } is not here: it is at { $place ->
        [collection-unit] the collection unit
        [courier] the courier’s
        [suite] the suite
        [laboratory] the laboratory
        [store] the store
        [ward] the ward
       *[other] { $place }
    }.
    .next =
        Have it handed over to { $wanted ->
            [collection-unit] the collection unit
            [courier] the courier
            [suite] the suite
            [laboratory] the laboratory
            [store] the store
            [ward] the ward
           *[other] { $wanted }
        } and received there.
refusal-still-stored = { $container } lies in its store.
    .next = Take it out of the store first.
refusal-taken-by-another = { $container } went into { $batch }.
    .next = Stop, and use the container that belongs here.
refusal-container-rejected = { $container } was rejected.
    .next = It is not to be used. Put it into quarantine and call quality.
refusal-already-infused = { $container } was given already ({ $infusion }).
    .next = Stop, and check the label.
refusal-not-released = { $container } is not released.
    .next = Do not give it. Quality releases it first.
refusal-expired = { $container } expired at { $expiry }.
    .next = Do not give it. Call the physician and quality.
refusal-container-deviation-open = { $deviation } about { $container } is open.
    .next = Do not use it before quality has closed the deviation.
refusal-signatures-out-of-range = { $signatures } people cannot take it over; 1 to { $signatures_max } can.
    .next = Give a number from 1 to { $signatures_max }.
refusal-not-being-handed-over = Nobody is handing { $container } over.
    .next = Whoever holds it begins the hand-over first.
refusal-already-signed = { $person } has taken { $container } over already.
    .next = Another person signs.
refusal-wrong-label = This is { $scanned }; { $container } was expected.
    .next = Stop, put it aside and look for { $container }.
refusal-chain-not-scanned = Nobody read the chain of identity of { $container }.
    .next = Scan it from the label.
refusal-not-handed-over = { $container } was not handed over to here, or was received before.
    .next = Look at where it stands.
refusal-transport-out-of-limits = { $temperature } on the way is outside { $limits }.
    .next = Put it into quarantine and call quality; report the arrival with the reason.
refusal-transport-not-measured = The transport temperature is missing ({ $temperature }).
    .next = Read the logger; without it, report the arrival with the reason.
refusal-location-occupied = { $container } of another patient lies in { $location }.
    .next = Choose an empty position.
refusal-not-stored = { $container } is not in a store.
    .next = Look at where it stands.
refusal-wrong-location = { $container } is stored in { $stored_at }, not in { $location }.
    .next = Stop: this may be another container. Scan it.

# The bedside.
refusal-not-issued = { $container } was not issued for infusion.
    .next = The store issues it first.
refusal-one-identification-only = Identified by { $people } of 2 people ({ $container }).
    .next = Two different people scan wristband and bag, each for themselves.
refusal-identification-lapsed = The identification is older than { $minutes_max } min ({ $container }).
    .next = Both people scan again.
refusal-identification-minutes-out-of-range = An identification cannot count for { $minutes } min.
    .next = Give between { $minutes_min } and { $minutes_max } minutes.
refusal-thaw-time-missing = The time of thawing is missing ({ $container }).
    .next = Enter when it was thawed.
refusal-thawed-after-start = It would have been thawed at { $thawed }, after it was given.
    .next = Correct the time.
refusal-in-use-time-exceeded = { $container } was thawed { $minutes } min ago; at most { $minutes_max } min are allowed.
    .next = Do not give it. Call the physician.
refusal-unit-does-not-fit = { $reading } is not in a unit that fits; { $wanted } is wanted.
    .next = Enter it in { $wanted }.
refusal-infusion-not-started = Nobody has recorded that { $infusion } began.
    .next = Record its start as well.
refusal-infusion-ended-before-start = It would have ended before it began at { $started } ({ $infusion }).
    .next = Correct the time.
refusal-infusion-already-ended = The end of { $infusion } was recorded before, at { $ended }.
    .next = Look at its record; the latest word counts.
refusal-patient-erased = What names this patient was erased before.
    .next = Register the person again if a new therapy begins.
refusal-therapy-under-way = The therapy of order { $order } is under way and its consent stands.
    .next = Record the withdrawal of consent first, or wait until the therapy has ended.
refusal-retention-holds = The records of order { $order } must be kept until { $until } ({ $source }).
    .next = Tell the person so. Nothing may be erased before that day.
