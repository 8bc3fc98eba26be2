# Why something about a batch or a process was refused, or what was found when it had happened.

# Where something is not in its first round.
refusal-in-round = {""}, round { $round }

# Words of a condition as a process says it.
condition-and = and
condition-or = or
condition-not = not
condition-is = is

# A step and its turn.
refusal-step-unknown = The process of this batch has no step “{ $step }”.
    .next = Open the step from the batch record.
refusal-round-unknown = The step { $step } is done in at most { $rounds } rounds; this says round { $round }.
    .next = Open the step from the batch record.
refusal-not-in-step = The step { $step } has nothing called “{ $name }”.
    .next = Open the step from the batch record and choose there.
refusal-record-closed = The record of { $batch } takes no more entries: it is { $phase }.
    .next = Correct what was recorded wrongly; report what happened since as a deviation.
refusal-step-not-begun = The step { $step }{ $in_round } has not been begun.
    .next = Begin the step first.
refusal-step-already-begun = The step { $step }{ $in_round } was begun before.
    .next = Open it and go on where it stands.
refusal-step-already-signed = Who did the step { $step }{ $in_round } has signed it.
    .next = Correct a value if it is wrong; the signatures are then reaffirmed.
refusal-step-not-ready = It is not the turn of { $step }{ $in_round }: { $waits_for } comes before.
    .next = Do what comes before, or tell with a reason what has happened already.
refusal-step-skipped = The step { $step }{ $in_round } is not to be done, because of: { $condition }.
    .next = Go on with the next step.
refusal-role-not-for-step = The step { $step } is done as { $wanted }, not as { $role }.
    .next = Act in that role if you hold it, or let somebody who holds it do the step.
refusal-held-by-deviation = { $batch } is held: nobody has acted on { $deviation } yet.
    .next = Take an immediate action on the deviation; then the work may go on.
refusal-hold-time-exceeded = { $step } waited { $minutes } min since { $since }; at most { $at_most } are allowed.
    .next = Stop and call quality. If it has been begun, tell it with a reason.
refusal-hold-time-not-reached = { $step } has waited { $minutes } min since { $since }; it must wait at least { $at_least }.
    .next = Wait until the time has passed.
refusal-open-time-exceeded = The product was open for { $minutes } min in { $step }; at most { $at_most } are allowed.
    .next = Close the product and tell with a reason what happened; quality decides on its use.

# What a step still lacks.
refusal-value-missing = “{ $value }” is not recorded in { $step }.
    .next = Record it.
refusal-calculation-missing = “{ $value }” has no result in { $step }. It lacks: { $lacks }.
    .next = Record what it is computed from, then calculate.
refusal-scan-missing = { $what } was not scanned in { $step }.
    .next = Scan it.
refusal-sample-missing = The sample “{ $sample }” was not taken in { $step }.
    .next = Take it and label it.
refusal-labels-not-printed = The labels “{ $label }” were not printed in { $step }.
    .next = Print them.
refusal-labels-not-reconciled = The labels “{ $label }” were not counted since the last were printed.
    .next = Count used, destroyed and left-over labels.
refusal-output-differs = Made in { $step }: { $made } of “{ $output }”; wanted: { $wanted }.
    .next = Record each one that was filled, or correct the number.

# Values.
refusal-value-already-recorded = “{ $value }” of { $step } is recorded as { $reading }.
    .next = Correct it; what stood there stays in the record.
refusal-device-not-scanned = “{ $value }” is measured with { $equipment }, and none was scanned in this step.
    .next = Scan the device first.
refusal-action-limit-exceeded = “{ $value }” of { $step } is { $reading }; the action limit is { $limits }.
    .next = Choose an immediate action on the deviation that was opened.
refusal-alert-limit-exceeded = “{ $value }” of { $step } is { $reading }; the alert limit is { $limits }.
    .next = Look at it; the work may go on.
refusal-reading-implausible = Nobody would believe { $reading } for “{ $value }”; believable is { $plausible }.
    .next = Read the instrument again and type what it shows.
refusal-reading-other-unit = “{ $value }” is recorded in { $wanted }; this is { $reading }.
    .next = Enter it in { $wanted }.
refusal-reading-other-decimals =
    { $wanted ->
        [0] “{ $value }” is recorded as a whole number; this is { $reading }.
        [1] “{ $value }” is recorded with one decimal; this is { $reading }.
       *[other] “{ $value }” is recorded with { $wanted } decimals; this is { $reading }.
    }
    .next = Enter it with as many decimals as are asked for, zeros included.
refusal-reading-not-a-number = “{ $value }” is a number; this is { $reading }.
    .next = Enter a number.
refusal-reading-not-a-choice = “{ $value }” is one of { $choices }; this is { $reading }.
    .next = Choose one of them.
refusal-nothing-to-calculate = Everything that can be computed in { $step }{ $in_round } is on record.
    .next = Go on with the step.
refusal-basis-changed = “{ $value }” of { $step }{ $in_round } was computed anew, because entry { $entry } was corrected.
    .next = Look at the new result and what rests on it.

# Scans.
refusal-second-lot = The whole batch uses one lot of “{ $material }”: { $first }. This is { $lot }.
    .next = Scan the lot that is in use.
refusal-lot-not-made-by-process = { $lot } was not made and released here by { $process }.
    .next = Scan a released lot made by that process.
refusal-lot-attribute-missing = “{ $attribute }” of { $lot } is not known, and a formula reads it.
    .next = Have it entered for the lot, or use another lot.
refusal-quantity-unfit = { $reading } is not a quantity.
    .next = Enter a number above zero.
refusal-another-device = The batch stays with { $first } as “{ $equipment }”; this is { $device }.
    .next = Use the device the batch began with.
refusal-wrong-room = The batch was given { $wanted } for this; this is { $room }.
    .next = Go to the room of the batch and scan it there.
refusal-batch-without-order = { $batch } is made for no patient, so { $container } does not belong to it.
    .next = Put the container back where it belongs and call quality.
refusal-second-container = { $first } was taken in as this already; this is { $container }.
    .next = Scan the container that is in use.
refusal-not-this-output = { $product } was not made by this batch as “{ $output }”.
    .next = Stop: fetch what this batch has made, and scan it.

# Samples and labels.
refusal-sample-already-taken = The sample “{ $sample }” was taken as { $taken }.
    .next = Use that one.
refusal-labels-already-printed = { $count } labels “{ $label }” were printed in { $step } before.
    .next = Print again only with a reason; every label is counted.
refusal-label-count-zero = No label “{ $label }” would be printed.
    .next = Enter how many.
refusal-labels-too-many = { $count } labels “{ $label }” are more than the { $wanted } the process asks for.
    .next = Print as many as are asked for; print more only with a reason.
refusal-labels-unaccounted = Of { $printed } labels “{ $label }” { $accounted } are accounted for.
    .next = Count again. If a label stays missing, tell it with a reason; a deviation is opened.

# Signatures of a step.
refusal-step-not-performed = Nobody has signed { $step }{ $in_round } as performed.
    .next = Wait until it is signed by who did it.
refusal-verification-not-wanted = Nobody is to verify { $step }.
    .next = Go on with the next step.
refusal-step-already-verified = { $step }{ $in_round } has been verified.
    .next = Go on with the next step.
refusal-performer-superseded = What the performer of { $step }{ $in_round } signed for changed at entry { $entry }.
    .next = The performer looks at the change and reaffirms; then verify.

# Starting a batch.
refusal-order-needed = { $process } is made for one patient.
    .next = Name the order.
refusal-order-not-wanted = { $process } is made for no one patient.
    .next = Leave the order out.
refusal-order-for-another-process = { $order } asks for { $ordered }, not for { $process }.
    .next = Choose the order of this process.
refusal-rooms-differ = The process needs rooms for { $wanted }; { $given } were named.
    .next = Name one room for each, in this order.
refusal-inputs-differ = The process needs { $wanted }; { $given } were given.
    .next = Give one reading for each, in this order.
refusal-input-unfit = { $reading } cannot be “{ $name }”; wanted: { $wanted }.
    .next = Check the number and its unit.

# Processes.
refusal-process-already-approved = Version { $version } has been approved.
    .next = Nothing is left to do.
refusal-process-version-withdrawn = Version { $version } has been withdrawn.
    .next = Submit a new version.
refusal-effective-in-the-past = The first day { $from } lies in the past.
    .next = Choose today or a later day.
refusal-compiled-unknown = Nobody has handed in the compiled form { $compiled }.
    .next = Compile the text first; the answer gives both hashes.
refusal-process-text-differs = The compiled form was made from { $compiled_from }, not from this text { $text }.
    .next = Compile this text, then submit what that gives.
refusal-process-differs = The text names the process { $found }, not { $process }.
    .next = Submit it under the name it gives itself.
refusal-process-version-differs = The text says version { $found }, not { $version }.
    .next = Submit it under the version it gives itself.
refusal-process-word-unknown = The centre has no { $what } “{ $word }”.
    .next = Use a word of the vocabulary.
refusal-process-version-exists = There is a version { $version } already.
    .next = Give the text a new version; what was seen is not exchanged.
refusal-no-effective-version = No version of { $process } is effective today.
    .next = Have a version approved, or wait for its first day.
refusal-process-version-unknown = { $process } has no version { $version }.
    .next = Look at the versions there are.
refusal-compiled-missing = The compiled form { $compiled } is not at hand.
    .next = Whoever runs the server restores it from the objects; nothing goes on without it.
refusal-process-already-withdrawn = Version { $version } was withdrawn before.
    .next = Nothing is left to do.

# What was typed into a form.
refusal-date-unreadable = This is no date.
    .next = Enter year-month-day, such as 2026-11-22.
refusal-moment-unreadable = This is no date with a time.
    .next = Choose day and time, as 2026-11-22 10:25.
refusal-not-a-whole-number = “{ $given }” is no whole number.
    .next = Enter a number such as 3.
refusal-scan-not-for-this-step = { $scanned } is not scanned in this step. Still to scan: { $wanted }.
    .next = Fetch what is asked for and scan it.
refusal-second-signer-unknown = This name and password do not belong together.
    .next = The second person enters their own name and password. Nothing was recorded.

# Completing, correcting, filling.
refusal-batch-rejected = { $batch } was rejected.
    .next = Nothing of it is used; its record stays as it is.
refusal-steps-open =
    { $count ->
        [one] One step is still open: { $next }.
       *[other] { $count } steps are still open; the first is { $next }.
    }
    .next = Finish the open steps.
refusal-signature-superseded = Entry { $entry }, a signature on { $step }{ $in_round }, was superseded by a change.
    .next = Its signer looks at the change and reaffirms.
refusal-labels-open = The labels “{ $label }” were not counted since the last were printed.
    .next = Count used, destroyed and left-over labels.
refusal-record-already-complete = The record of { $batch } is signed as complete.
    .next = Go on with its review.
refusal-nothing-to-correct = Nothing is recorded for “{ $value }” in { $step }.
    .next = Record it.
refusal-correction-changes-nothing = “{ $value }” says { $reading } already.
    .next = Leave it, or enter what it should say.
refusal-release-superseded = { $batch } was released; this change makes that release count for nothing.
    .next = Quality looks at the change and releases again, or rejects.
refusal-changed-after-release = The product of { $batch } was already issued, given or used when its record was changed.
    .next = Tell the physician at once; quality judges what it means for the patient.
refusal-no-such-signature = Entry { $entry } is no signature on { $about } that can be withdrawn.
    .next = Check the entry; a wrong value or result is corrected, a rejection stands.
refusal-signature-already-withdrawn = The signature in entry { $entry } was withdrawn before.
    .next = Nothing is left to do.
refusal-signature-of-another = { $person } gave the signature in entry { $entry }.
    .next = { $person } withdraws it, or a QA reviewer does.
refusal-lot-used-before-withdrawal = { $lot } was used for { $batch } while it counted as released.
    .next = Quality judges what it means for { $batch }.
refusal-lot-used-for-more-before-withdrawal = { $lot } was used for other batches as well, { $more } in number; this entry tells each of them.
    .next = Quality judges what it means for each.
refusal-nothing-to-reaffirm = No signature of yours on { $step }{ $in_round } was superseded.
    .next = Nothing is left to do.
refusal-output-full = All { $wanted } of “{ $output }” are recorded in { $step }.
    .next = Check the number; correct it if more were made.
refusal-product-code-missing = The process gives “{ $output }” no product code.
    .next = Have the process engineer add it in a new version.
refusal-content-unfit = “{ $field }” of { $reading } is no content.
    .next = Enter a number above zero.
refusal-output-other-kind = “{ $output }” is made as a { $kind }, not as a container.
    .next = Record the lot made.
refusal-output-no-lot = “{ $output }” is made as a { $kind }, not as a lot.
    .next = Record the filled container.
refusal-lot-empty = { $quantity } is no quantity of a lot.
    .next = Enter how much was made, above zero.
refusal-donation-unknown = { $batch } has taken in no starting material: there is no donation number to carry.
    .next = Scan the container of starting material first.
refusal-product-without-order = { $batch } is made for no order, so its product can be no patient’s.
    .next = Stop and call quality.

# Judging a batch.
refusal-signer-took-part = { $person } took part in making { $batch }.
    .next = Somebody who had no part in it signs.
refusal-signer-tested = { $person } tested { $batch } or reviewed its results.
    .next = Somebody who had no part in it signs.
refusal-signer-reviewed = { $person } reviewed the record of { $batch }.
    .next = Another person releases it.
refusal-record-incomplete = The record of { $batch } is not signed as complete as it stands.
    .next = Production finishes and signs the record first.
refusal-record-already-reviewed = The record of { $batch } has been reviewed as it stands.
    .next = The releasing person decides.
refusal-exceptions-differ = You looked at { $seen } exceptions; there are { $found }.
    .next = Load the page again and look at all of them.
refusal-exception-open = An exception is still open: { $kind } { $what }.
    .next = Conclude it first: close the deviation, or have the signature reaffirmed.
refusal-record-not-reviewed = The record of { $batch } has not been reviewed as it stands.
    .next = A QA reviewer reviews it first.
refusal-batch-already-released = { $batch } has been released as it stands.
    .next = Nothing is left to do.
refusal-deviation-open = { $deviation } is open.
    .next = Investigate and close it.
refusal-result-missing = There is no result for “{ $attribute }”.
    .next = The laboratory enters it.
refusal-result-not-reviewed = The result for “{ $attribute }” has not been reviewed as it stands.
    .next = A QC reviewer reviews it.
refusal-result-fails = “{ $attribute }” fails: { $reading }.
    .next = Reject the batch, or have the investigation set the result aside.
