# The journey of one patient, and the proof of what a page shows.
journey = Journey
journey-line = Chain of identity
journey-progress = Chain of identity: { $done } of { $all } stages are behind
journey-steps = Every step
journey-aside = What can be done, identity, times and proof
journey-order = Order
journey-consent = Consent
journey-collection = Collection
journey-arrival = Arrival
journey-making = Making
journey-release = Release
journey-issue = Issue
journey-identity = Bedside check
journey-infusion = Infusion
journey-by = by
journey-recorded = Recorded
journey-stopped = Stopped
journey-deviations = Deviations
journey-spans = Vein to vein
bedside = Bedside check
acts = What you can do

stage-ordered = Therapy ordered
stage-consented = Consent given
stage-consent-withdrawn = Consent withdrawn
stage-collected = Cells collected
stage-hand-over-begun = Hand-over begun
stage-handed-over = Handed over
stage-received = Received
stage-stored = Stored
stage-retrieved = Taken out of the store
stage-taken-into-batch = Taken into a batch
stage-filled = Product filled
stage-released = Released
stage-release-withdrawn = Release withdrawn
stage-rejected = Rejected
stage-issued = Issued
stage-identified = Patient and bag identified
stage-infusion-started = Infusion started
stage-infused = Infusion ended

span-order-collection = Order to collection
span-collection-arrival = Collection to arrival
span-making = Making
span-release = Testing and release
span-to-bedside = Release to infusion
span-vein = Vein to vein

identity = One identity
identity-of = { $same } of { $all } match
identity-match = Match
identity-mismatch = Does not match
identity-unread = Not read yet
identity-collection = Collected bag
identity-product = Product bag

proof = Proof
proof-last = Latest entry
proof-entries = Entries checked
proof-entry = Check the latest entry yourself
proof-log = The whole log
proof-no-gap =
    { $n ->
        [1] one entry, no gap
       *[other] { $n } entries without a gap
    }
proof-newest = the newest { $n } of { $all } entries checked, no gap
proof-check-all = Check all { $all } entries
proof-unreadable = entry { $position } cannot be read
proof-not-in-tree = entry { $position } is not in the published tree
proof-gap = a gap before entry { $position }
log-size = Entries in the log
log-root = Tree root
