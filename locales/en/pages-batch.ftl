# What pages of batches, samples, deviations and processes share.
offer-covers =
    { $n ->
        [one] Signs for 1 entry
       *[other] Signs for { $n } entries
    }
offer-waits-for = For: { $roles }
signed-by-password = Password: the server attests it
signed-by-bound-key = Passkey on its own device: proves itself
signed-by-synced-key = Passkey that can be copied: proves itself
tell-title = It has already happened: tell it
tell-words = What has happened is always taken down. The rules it breaks stand beside it, a deviation is opened, and quality decides how to go on.
tell-button = Tell what happened
list-shown = { $from } to { $to } of { $all }

# Deviations.
deviation-title = Deviation
deviation-happened = What happened
deviation-facts = About
deviation-about = About
deviation-touches = Also touches
deviation-step = Step
deviation-occurred = When
deviation-opened-by = Opened by an act of
deviation-contain = Immediate action
deviation-holds = Nobody has acted on this yet. What it is about is held until somebody does.
deviation-action = What was done at once
deviation-contain-button = Record the action
deviation-investigate = Investigation
deviation-investigated-by = Investigated by
deviation-close = Conclusion
deviation-closed-by = Closed by
deviation-history = History
deviation-views = Deviations by state
deviation-open = All open
deviation-counts = Open deviations
deviation-none = No deviation here
    .words = A deviation appears here when a rule was broken or somebody reported one.
containment-measured-again = Measured again
containment-condition-restored = Condition restored
containment-replaced = Replaced the material or device
containment-set-aside = Set aside, labelled and locked
containment-physician-informed = Physician informed
containment-stopped = Stopped and called quality

# A step of a batch record.
step-title = Step { $number } · { $batch }
step-number = Step { $number } of { $last }
step-round = Round { $round }
step-batch = Batch
step-chain = Chain of identity
step-no-chain = none
step-product = Product
step-room = Room
step-record = Batch record
step-is-done = Done
step-is-verify = To be verified
step-is-underway = In progress
step-is-ready = Ready to begin
step-is-waiting = Waiting
step-is-skipped = Not to be done
step-skipped = This step is left out, because of: { $condition }.
step-open = Open handling
step-begin = Begin
step-begin-words = Nothing is in the way. The clock of this step starts when you begin it.
step-begin-button = Begin the step
step-not-yet = It cannot begin yet:
hold-since = Since { $from }
hold-earliest = not before { $at }
hold-latest = not after { $at }
hold-early = Wait
hold-open = In time
hold-over = Too late
step-values = Measured values
step-values-note = Green band: normal · amber: alert · past the tick: action
step-record-values = Record what was typed
step-no-value = A value cannot be taken
step-correct = Correct
step-was = before: { $value }
limits-are = Limits { $limits }
limits-value = { $value }, { $word }; limits { $limits }
dev-title = { $name } { $value } is outside { $limits }
dev-held = The batch is held until somebody acts. Choose the immediate action.
dev-contained = An immediate action was taken; the work may go on.
correct-title = Correct: { $name }
correct-was = It says { $value } now; that stays in the record.
correct-into = What it should say
correct-not = Leave it as it is
calc-title = Calculated: { $name }
calc-note = half-up to { $decimals } decimals · { $when }
calc-not-recorded = not on record yet
calc-lacks = Not computed yet; it needs { $lacks }
step-calculate = Take the calculation down
step-samples = Samples to take
sample-retained = retained sample
sample-take = Taken
step-labels = Labels
labels-wanted = { $n } to print
labels-printed = { $n } printed
labels-again = Print again
labels-print = Print
labels-counted = { $used } used, { $destroyed } destroyed, { $spare } left
labels-count = Record the count
step-outputs = Products
outputs-of = { $made } of { $wanted }
outputs-made = { $made } so far
outputs-fill = Record a filled container
outputs-lot = Record the lot made
step-ready = Equipment and room
step-materials = Materials and containers
scan-count = { $done } of { $all } scanned
scan-not-yet = Not scanned yet
scan-all-done = Everything is scanned
step-deviations = Deviations
step-signatures = Signatures
sign-performer = Performer
sign-verifier = Independent verifier
sign-reaffirm = Reaffirm
sign-after-begin = Signed when the step is done.
sign-verifier-waits = { $role }: another person, once the performer has signed.
sign-second-name = Name of the second person
sign-second-hint = Somebody else may sign here with their own name and password.
sign-superseded-note = Something was changed after it was signed
bar-record = Batch record
bar-deviation = Report a deviation
bar-begin = Begin step { $number }
bar-complete = Sign step { $number }
bar-verify = Verify step { $number }
bar-next = Next step
bar-blocked =
    { $n ->
        [one] One thing stands in the way, listed above
       *[other] { $n } things stand in the way, listed above
    }

# Batches.
task-begin = Begin
task-go-on = Go on
task-verify = Verify
task-reaffirm = Reaffirm
batch-tasks = Mine to do next
batch-no-tasks = No step waits for you
    .words = Steps appear here when it is their turn and you are qualified for them.
batch-all = All batches
batch-none = No batch yet
    .words = Start one on an effective process.
batch-pages = Pages of batches
verify-title = Verification queue
verify-count =
    { $n ->
        [one] 1 step waits
       *[other] { $n } steps wait
    }
verify-mine = For you to verify
verify-others = For somebody else
verify-none = Nothing waits for you
    .words = A step appears here when its performer has signed it and you may verify it.
verify-performed = performed by { $who }
verify-waits = waits { $span }
verify-reaffirm = Yours to reaffirm
together-tick = Tick { $thing }
together-verify = Verify those ticked
together-review = Review those ticked
together-reaffirm = Reaffirm those ticked
together-all = All { $n } of { $batch }
together-open = Open
together-title-verify = Verify steps together
together-title-review = Review results together
together-title-reaffirm = Reaffirm signatures together
together-count =
    { $n ->
        [one] 1 ticked
       *[other] { $n } ticked
    }
together-things = What you sign for
together-things-note = One signature covers every entry listed here, by its hash.
together-sign = Your signature
together-against = Stands against it
together-without = Go on without those
together-changed = Superseded: look at what was changed
together-none = Nothing is ticked
    .words = Go back and tick what you have looked at.
together-back = Choose again
start-which = On which process
start-what = For whom, where, from what
start-none = No process yet
    .words = A process engineer submits one; a QA reviewer approves it.
start-no-order = No order for this process
    .words = A physician orders the therapy first.
start-choose = Choose
start-grade = Grade { $grade }
start-no-grade = No grade
record-aside = Around the record
record-complete = Record complete
record-figures = At a glance
record-steps = steps done
record-to-verify = to verify
record-superseded = signatures superseded
record-exceptions = exceptions
record-exceptions-title = Exceptions
record-no-exceptions = No exceptions
    .words = Everything is as written so far.
record-deviations = open deviations
record-no-deviations = No deviations
record-next = What comes next
record-about = About this batch
record-started = Started
record-started-by = Started by
record-samples = Samples
record-no-samples = No samples yet
record-entries =
    { $n ->
        [one] 1 entry
       *[other] { $n } entries
    }
record-what = What
record-said = Record
record-who = Who
record-when = When
record-entry = Entry
entry-begun = Begun
entry-scanned = Scanned
entry-used = Used
entry-sample = Sample
entry-labels = Labels
entry-made = Made
entry-corrected = corrected
entry-derived = calculated
exception-action-limit = Outside its action limits
exception-alert-limit = Outside its alert limits
exception-corrected = Corrected
exception-late = Entered late
exception-told = Told, not asked for
exception-signature-superseded = Signature superseded
exception-signature-reaffirmed = Signature reaffirmed
exception-signature-withdrawn = Signature withdrawn
exception-labels-unaccounted = Labels unaccounted for
exception-repeat-unmet = Repeated to the last round without its end
exception-deviation = Deviation
exception-open = Open
exception-on-record = On record
exception-look = Look
genealogy = Genealogy
genealogy-says = What { $batch } was made from and what came of it: { $nodes } things.

# Release.
release-title = Release review
release-record = Full record
release-review = Review by exception
release-entries = entries
release-expected = as expected, checked by rule
release-exceptions =
    { $open ->
        [0] exceptions, none to conclude
        [one] exceptions, 1 to conclude
       *[other] exceptions, { $open } to conclude
    }
release-spec = Specification
release-no-spec = No specification
release-line-not-reviewed = To be reviewed
release-line-missing = Missing
release-line-pending = Pending
release-days = Days
release-state = State
release-decision = Decision
release-meaning = Meaning
release-standing = Stands
release-no-signatures = Nothing is signed yet
release-signatures-all = All { $n } signatures
release-signatures-note = { $all } given, { $superseded } superseded, { $withdrawn } withdrawn
release-review-signed = Record reviewed
release-signed = Released
release-rejected = Rejected
decide-review = Review
decide-release = Release
decide-reject = Reject
decide-review-words =
    { $n ->
        [0] The record has no exceptions.
        [one] You sign that you looked at the one exception.
       *[other] You sign that you looked at all { $n } exceptions.
    }
ready-complete =
    { $n ->
        [0] Record complete
       *[other] Record complete: { $n } steps open
    }
ready-signatures =
    { $n ->
        [0] All signatures stand
       *[other] Signatures superseded: { $n }
    }
ready-exceptions =
    { $n ->
        [0] All exceptions concluded
       *[other] Exceptions to conclude: { $n }
    }
ready-deviations =
    { $n ->
        [0] All deviations closed
       *[other] Deviations open: { $n }
    }
ready-results =
    { $n ->
        [0] All results meet and are reviewed
       *[other] Results missing, to review or failing: { $n }
    }
ready-reviewed = Record reviewed by quality
ready-pending = Results that come after release: { $n }

# Samples and results.
samples-title = Testing
samples-count = { $receive } to receive · { $due } results due · { $review } to review
samples-receive = Samples to receive
samples-due = Results due
samples-review = Results to review
samples-by = Due
samples-late = Late
samples-none = Nothing here
samples-none-receive = A sample appears here when it was taken at a batch.
samples-none-due = A test appears here when its sample was received.
samples-none-review = A result appears here when it was entered and nobody else has reviewed it.
sample-about = About this sample
sample-taken = Taken
sample-taken-by = Taken by
sample-receive = Receive the sample
sample-received = Received
sample-results = Results
sample-more = More
sample-reviewer = Reviewer
sample-open-review = Open for review
sample-set-aside = Set aside
sample-set-aside-do = Set aside
sample-no-equipment = None
sample-retained-title = Retained sample
sample-retained-words = This sample is kept and not tested.
spec-reported = reported
result-hint = { $limit } · { $decimals } decimals
result-how = Kind of value

# Processes.
process-version = Version { $version }
process-versions = Versions
process-waiting = { $n } to approve
process-none-effective = None effective
process-not-effective = no effective version
process-from = from { $day }
process-from-hint = Left empty: from today.
process-approval = Approval
process-author = Author
process-approver = Approver
process-withdrawer = Withdrawn by
process-changes = What changes against version { $version }
process-document = The process as text
process-hashes = Hashes
